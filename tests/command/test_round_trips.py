"""A folder makes the plan that the pages make of the same rows, and so does an export of it."""

import csv
import unicodedata
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from taskbuilder.command.folder import read_folder, write_folder
from taskbuilder.records.models import Plan, Project, Service, Template
from taskbuilder.records.plans.judging import list_problems
from taskbuilder.records.task_templates.store import add_template
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.plans.tables.bases import read_template
from taskbuilder.web.task_templates.contents import imagine_draft, make_contents
from tests.api.conftest import Program, cloud, program
from tests.support.tables import Table, tables

__all__ = ["cloud", "program"]
EXAMPLES = settings().max_examples // 8
ROW = (
    "key", "key_problem", "name", "name_clash", "problem_count", "confirm_count", "cpu", "memory", "change",
)  # fmt: skip


class Site:
    """One project, which is worked in by its pages and by the command."""

    def __init__(self, program: Program) -> None:
        self.project = Project.objects.get(slug="harbour")
        self.person = User.objects.get(username="operator")
        self.pages = Client(SERVER_NAME="localhost")
        self.pages.force_login(self.person)
        self.program = program

    def find_service(self, table: Table) -> Service:
        return self.project.services.filter(platform=table.platform, requires_config=False)[0]

    def save_template(self, table: Table) -> Template:
        service = self.find_service(table)
        answers = DraftAnswers(steps=answers_from_request(table.base, service.spec))
        state = imagine_draft(self.project, self.person, service, answers, timezone.now())
        return add_template(
            project=self.project,
            name="Gate",
            description="",
            contents=make_contents(state, []),
            by=self.person,
            now=timezone.now(),
        )

    def make_by_pages(self, table: Table, template: Template) -> Plan:
        file = SimpleUploadedFile("cameras.csv", write_csv(table).encode())
        new = f"/projects/{self.project.slug}/plans/new/"
        columns = self.pages.post(new, {"file": file, "template": str(template.pk)})["Location"]
        chosen = {f"column-{use['column']}": use["pointer"] for use in table.columns}
        answer = self.pages.post(columns, {"name": "Pages", "key": "0", "pattern": table.pattern, **chosen})
        assert answer.status_code == 303, answer.text
        return Plan.objects.get(name="Pages")

    def put(self, folder: Path) -> Plan:
        document = read_folder(folder).document
        path = f"/v1/{self.project.cloud_project_id}/plans"
        answer = self.program.client.post(
            path, document, content_type="application/json", headers={"X-Auth-Token": self.program.token}
        )
        assert answer.status_code == 200, answer.text
        return Plan.objects.get(name=document["name"])

    def export(self, plan: Plan) -> Mapping[str, Any]:
        path = f"/v1/{self.project.cloud_project_id}/plans/{plan.pk}/document"
        document: Mapping[str, Any] = self.program.get(path).json()  # type: ignore[attr-defined]  # a test's answer
        return document


def write_csv(table: Table) -> str:
    text = StringIO()
    csv.writer(text).writerows([table.headers, *table.rows])
    return text.getvalue()


def describe(table: Table, service: Service) -> dict[str, Any]:
    """The table as a document of the command."""
    return {
        "name": "Folder",
        "service_id": service.service_id,
        "key": table.headers[0],
        "name_pattern": table.pattern,
        "columns": {table.headers[use["column"]]: use["pointer"] for use in table.columns},
        "template": table.base,
        "headers": table.headers,
        "rows": table.rows,
    }


def read(plan: Plan) -> list[Any]:
    """All that a plan is, but for its name and where its rows were."""
    rows = list(plan.rows.order_by("position"))
    problems = list_problems(plan, rows, now=timezone.now())
    return [
        [plan.base, plan.service_id, plan.headers, plan.columns, plan.key_column, plan.name_pattern],
        [[getattr(row, name) for name in ROW] for row in rows],
        [row.cells for row in rows],
        [problems[row.pk] for row in rows],
    ]


def has_controls(table: Table) -> bool:
    """What no text has: a file with it is refused."""
    return any(unicodedata.category(each) == "Cc" for row in table.rows for each in "".join(row))


@pytest.fixture
def place(program: Program) -> Site:
    return Site(program)


@given(st.data())
@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_a_folder_makes_the_plan_that_the_pages_make(
    place: Site, tmp_path: Path, data: st.DataObject
) -> None:
    Plan.objects.all().delete()
    Template.objects.all().delete()
    table = data.draw(tables())
    assume(not has_controls(table))
    template = place.save_template(table)
    known = {each.pointer for each in read_template(template, place.person).fields}
    assume(table.columns and all(use["pointer"] in known for use in table.columns))
    pages = place.make_by_pages(table, template)
    is_csv = data.draw(st.booleans())
    cells = [row.cells for row in pages.rows.order_by("position")]
    document = describe(table, place.find_service(table)) | {"rows": cells, "template": pages.base}
    write_folder(tmp_path, document, is_csv=is_csv, overwrites=True)
    assert read(place.put(tmp_path)) == read(pages)


@given(st.data())
@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_an_export_makes_the_same_plan(place: Site, tmp_path: Path, data: st.DataObject) -> None:
    Plan.objects.all().delete()
    table = data.draw(tables())
    write_folder(tmp_path, describe(table, place.find_service(table)), is_csv=False, overwrites=True)
    plan = place.put(tmp_path)
    before = read(plan)
    write_folder(tmp_path, place.export(plan), is_csv=False, overwrites=True)
    assert read(place.put(tmp_path)) == before
