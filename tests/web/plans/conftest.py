"""A template that asks for a name and an address, and plans of it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taskbuilder.records.models import Plan, Template
from tests.web.task_templates.conftest import MakeTemplate, ask, make_template

__all__ = ["make_template"]
NEW = "/projects/gate/plans/new/"
URL = "/input/data/0/url"
MakePlan = Callable[..., Plan]


@pytest.fixture
def template(make_template: MakeTemplate) -> Template:
    return make_template(ask(URL), ask("/name"))


def write_csv(*rows: tuple[str, ...], header: tuple[str, ...] = ("Camera", "RTSP URL", "Site")) -> str:
    return "".join(",".join(row) + "\r\n" for row in (header, *rows))


def list_cameras(count: int, *, host: str = "192.0.2.1") -> list[tuple[str, ...]]:
    return [(f"cam-{number}", f"rtsp://{host}/{number}", "north") for number in range(1, count + 1)]


def upload(client: Client, address: str, text: str, **more: object) -> str:
    """Gives a table as a file, and answers the address of the page of its columns."""
    file = SimpleUploadedFile("cameras.csv", text.encode())
    answer = client.post(address, {"file": file, **more})
    assert answer.status_code == 303, answer.text
    return answer["Location"]


@pytest.fixture
def make_plan(as_operator: Client, template: Template) -> MakePlan:
    """A plan of these rows, made as the pages make it."""

    def make(*rows: tuple[str, ...]) -> Plan:
        columns = upload(as_operator, NEW, write_csv(*rows), template=str(template.pk))
        chosen = {"name": "Cameras", "column-0": "/name", "column-1": URL, "column-2": "", "key": "0"}
        answer = as_operator.post(columns, chosen)
        assert answer.status_code == 303, answer.text
        return Plan.objects.get()

    return make
