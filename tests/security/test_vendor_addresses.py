"""Addresses of all vendors go through the whole product: nothing secret gets out, nothing else is hidden."""

import base64
import html
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.secrets.split import MASK
from tests.api.conftest import Program, issue
from tests.security.conftest import deliver_all, sign_in
from tests.security.evidence import Recorder, dump_tables, read_database_files
from tests.security.tasks import STEPS, start_task
from tests.security.test_canary import open_admin, open_submissions
from tests.support.log_lines import Lines, record_lines
from tests.support.walker import HTMX, Walker
from tests.taskspec.secrets.vendor_addresses import CLOSE, HOSTS, OPEN, list_addresses

SECRET = "Canarybird"
FORMS = (SECRET.encode(), SECRET.encode().hex().encode(), b"Q2FuYXJ5Ymly", b"NhbmFyeWJp", b"DYW5hcnliaX")
"""It, in hex, and in base64 wherever it begins."""
PEOPLE = (
    (f"{SECRET}1", f"{SECRET}-a"),
    (f"{SECRET}2", f"t0p.S3{SECRET}-x_y~z"),
    (f"view%40{SECRET}3", f"P%40{SECRET}%2Fw%23rd!"),
    (f"{SECRET}4", f"9{SECRET}"),
)
MARKED = re.compile(f"{OPEN}(.*?){CLOSE}")
ADDRESSES = list_addresses(PEOPLE)
TYPED = [MARKED.sub(r"\1", each) for each in ADDRESSES]
SHOWN = [MARKED.sub(MASK, each) for each in ADDRESSES]
WRONG = [
    *(
        f"rtsp://{user}:{SECRET}{each}{SECRET}@{host}/live"
        for each in '@/?#[]\\ %<>"'
        for host in HOSTS
        for user in (SECRET, f"{SECRET}.b", f"a@{SECRET}")
    ),
    *(f"rtsp://a.{SECRET}:9{each}{SECRET}@cam1/live" for each in "/#?"),
    f"{SECRET}:{SECRET}@192.0.2.10/live",
    f"rtsp:/{SECRET}:{SECRET}@cam1",
    f"rtsp//{SECRET}:{SECRET}@192.0.2.10:port/live",
    f"rtsp://admin:{SECRET}192.0.2.10/live",
    f"rtsp://rtsp://{SECRET}:{SECRET}@cam1/live",
    f"ＲＴＳＰ：／／{SECRET}：{SECRET}＠192.0.2.10",
    f"http://h/live?password={SECRET}/{SECRET};c={SECRET}<{SECRET}&x=1",
    f"http://h\u200b/live?token={SECRET}",
    f"rtsp://u.{SECRET}:9#{SECRET}@cam1/live",
    f"rtsp://h/user={SECRET}&password={SECRET}/{SECRET}&channel=1",
]
REQUEST: dict[str, Any] = {
    "name": "vendors",
    "description": f"See {' and '.join(TYPED[:4])}",
    "output": {"dis": {"stream_name": "gate"}},
    "input": {"type": "url", "data": [{"url": each} for each in TYPED]},
    "config": {"mode": "enter", "links": TYPED, "by": dict.fromkeys(("x", "y"), "a")},
}
MASKED: dict[str, Any] = {
    **REQUEST,
    "description": f"See {' and '.join(SHOWN[:4])}",
    "input": {"type": "url", "data": [{"url": each} for each in SHOWN]},
    "config": {**REQUEST["config"], "links": SHOWN},
}


def find(*texts: bytes | str) -> list[str]:
    """What is around each secret in the texts."""
    found = []
    for text in texts:
        whole = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        for form in FORMS:
            place = whole.find(form)
            if place >= 0:
                found.append(whole[max(place - 80, 0) : place + 60].decode("utf-8", "replace"))
    return found


def find_in_answers(client: Recorder) -> dict[str, list[str]]:
    each = (
        (where, find(body, html.unescape(body.decode("utf-8", "replace")))) for where, body in client.seen
    )
    return {where: found for where, found in each if found}


def find_at_rest() -> list[str]:
    return find(*read_database_files(), *dump_tables())


@pytest.fixture
def service(cloud: Simulator) -> Service:
    found = Service.objects.select_related("project").get(name="Gate number plates")
    found.config_schema, found.requires_node_id, found.requires_config = None, False, False
    found.save()
    return found


def type_text(walker: Walker, text: str) -> Walker:
    """The whole request, into the page of its text."""
    walker.open(re.sub(r"[a-z]+/(\?.*)?\Z", "json/", walker.address))
    return walker.put("text", text).press("check")


def visit(walker: Walker) -> None:
    """Every step, as a page and drawn anew, and posted as it is drawn."""
    base = walker.address.rpartition(f"{walker.step}/")[0]
    for step in STEPS:
        walker.client.get(f"{base}{step}/?show=problems")
    for step in ("details", "input", "output", "resources"):
        walker.open(f"{base}{step}/")
        walker.client.post(f"{base}{step}/", {**walker.values, "press": "continue"}, headers=HTMX)


@pytest.mark.django_db(transaction=True)
def test_right_ones(cloud: Simulator, service: Service, operator: Recorder, lines: Lines) -> None:
    walker = start_task(operator, "harbour", service.name)
    type_text(walker, json.dumps(REQUEST))
    assert walker.response.status_code == 200
    shown = walker.open(walker.address).values["text"][0]
    assert json.loads(shown) == MASKED
    review = walker.address.replace("json", "review")
    visit(walker.open(review))
    assert find_at_rest() == []
    walker.open(review)
    boxes = walker.document.find("input", name="confirm")
    walker.put("confirm", *(box.attrs["value"] for box in boxes)).press("create")
    submission = Submission.objects.get()
    assert submission.request == MASKED
    assert submission.full_request() == REQUEST
    page = html.unescape(operator.get(f"/projects/harbour/submissions/{submission.pk}/").content.decode())
    assert [each for each in SHOWN[:100] if each not in page] == []
    deliver_all()
    open_submissions(operator)
    admin = sign_in("admin")
    open_admin(admin)
    assert [seen.body for seen in cloud.requests] == [REQUEST]
    assert find_in_answers(operator) == find_in_answers(admin) == {}
    assert find(*lines) == []
    assert find_at_rest() == []


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the log writes, at its lowest level."""
    ours = logging.getLogger("taskbuilder")
    level = ours.level
    with record_lines() as lines:
        ours.setLevel(logging.DEBUG)
        yield lines
        ours.setLevel(level)


def validate(program: Program, request: Any) -> Any:
    headers = {"X-Auth-Token": program.token}
    address = f"{program.path}:validate"
    return program.client.post(address, request, content_type="application/json", headers=headers)


@pytest.mark.django_db(transaction=True)
def test_what_programs_send(cloud: Simulator, service: Service, lines: Lines) -> None:
    client = Recorder()
    program = Program(issue().text, service, client)
    created = program.post(REQUEST, Idempotency_Key="k1", Prefer="wait=0")
    assert created.status_code == 202
    assert validate(program, REQUEST).status_code == 200
    submission = Submission.objects.get()
    listed = f"/v1/{service.project.cloud_project_id}/submissions"
    assert json.loads(program.get(f"{listed}/{submission.pk}").content)["request"] == MASKED
    program.get(listed)
    for address in WRONG:
        wrong = {**REQUEST, "input": {"type": "url", "data": [{"url": address}]}, "config": {"link": address}}
        program.post(wrong, Prefer="wait=0")
        program.post(f'{{"name": "a", "input": {{"url": {json.dumps(address)}}},'.encode())
        validate(program, wrong)
    assert find_in_answers(client) == {}
    assert find(*lines) == []
    assert find_at_rest() == []


@pytest.mark.django_db(transaction=True)
def test_wrong_ones_on_pages(cloud: Simulator, service: Service, operator: Recorder, lines: Lines) -> None:
    walker = start_task(operator, "harbour", service.name)
    wrong = {
        **REQUEST,
        "description": WRONG[0],
        "input": {"type": "url", "data": [{"url": each} for each in WRONG]},
        "output": {"webhook": {"url": WRONG[1], "headers": {"X-A": SECRET}}},
        "config": {"links": WRONG},
    }
    type_text(walker, json.dumps(wrong))
    assert walker.response.status_code == 422
    visit(walker.open(walker.address.replace("json", "review")))
    type_text(walker, json.dumps(wrong, indent=2)[:-1])
    type_text(walker, json.dumps(wrong).replace('"', "'"))
    walker.open(walker.address)
    admin, project = sign_in("admin"), Project.objects.get(slug="harbour")
    address = f"/admin/records/project/{project.pk}/change/"
    form = Walker(admin).open(address)
    for each in WRONG[::7]:
        admin.post(address, {**form.values, "base_url": each, "identity_url": each})
    assert find_in_answers(operator) == find_in_answers(admin) == {}
    assert find(*lines) == []
    assert find_at_rest() == []


@pytest.mark.django_db
def test_what_the_command_writes(tmp_path: Path) -> None:
    file, out = tmp_path / "requests.jsonl", io.StringIO()
    wrong = [{**REQUEST, "input": {"type": "url", "data": [{"url": each}]}, "config": {}} for each in WRONG]
    broken = [f'{{"input": {{"url": {json.dumps(each)},}}}}' for each in [*TYPED, *WRONG]]
    file.write_text("\n".join([json.dumps(REQUEST), *map(json.dumps, wrong), *broken]))
    with pytest.raises(SystemExit):
        call_command("validate_task", "--show", "--platform", "ief", str(file), stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1 + len(wrong) + len(broken)
    assert json.loads(lines[0])["masked"] == MASKED
    assert find(*lines, *(json.dumps(json.loads(each), ensure_ascii=False) for each in lines)) == []


@pytest.mark.parametrize("before", range(3))
def test_it_would_be_found_in_base64(before: int) -> None:
    assert find(base64.b64encode(b"x" * before + SECRET.encode() + b"yz"))
