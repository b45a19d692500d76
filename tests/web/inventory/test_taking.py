"""Sources from what tasks read already, and rows for a plan from the inventory."""

from django.test import Client

from taskbuilder.records.inventory.listing import Narrowing
from taskbuilder.records.inventory.tables import SourceChoice, make_table
from taskbuilder.records.models import FoundTask, Project, Service, Source
from taskbuilder.records.submissions.fingerprints import save_fingerprints
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject
from tests.support.walker import Walker
from tests.web.conftest import NOW, MakeSubmission
from tests.web.inventory.conftest import AddSource

PAGE = "/projects/gate/inventory/sources/from-tasks/"


def stream(*urls: str) -> JsonObject:
    return {"type": "url", "data": [{"url": url} for url in urls]}


def test_inputs_of_tasks_become_sources_with_their_secrets(
    as_operator: Client,
    project: Project,
    service: Service,
    make_submission: MakeSubmission,
    add_source: AddSource,
) -> None:
    add_source("known", url="rtsp://known.example.com/live")
    submission = make_submission(1, state=State.CREATED, name="gate")
    urls = ["rtsp://••••••@a.example.com/1", "rtsp://known.example.com/live"]
    submission.request = {**submission.request, "input": stream(*urls)}
    submission.secrets = {"/input/data/0/url": "rtsp://me:open-sesame@a.example.com/1"}
    submission.save()
    save_fingerprints(submission, service)
    refused = make_submission(2, state=State.REFUSED, name="refused")
    refused.request = {**refused.request, "input": stream("rtsp://refused.example.com/1")}
    refused.save()
    save_fingerprints(refused, service)
    FoundTask.objects.create(
        project=project,
        service=service,
        task_id="f",
        name="gate",
        created_at=NOW,
        read_at=NOW,
        request={"input": stream("rtsp://••••••@b.example.com/1")},
    )
    walker = Walker(as_operator).open(PAGE)
    labels = [each.text for each in walker.document.find("label", class_="fw-semibold")]
    assert labels == ["gate-1", "gate"]
    assert walker.response.text.count("Its secret is not known here") == 1
    assert "open-sesame" not in walker.response.text

    picked = [each.attrs["value"] for each in walker.document.find("input", name="picked")]
    walker.see(as_operator.post(PAGE, {"picked": picked}, follow=True))
    assert "2 sources were added." in walker.response.text
    found = {each.name: each.full_request()["input"] for each in Source.objects.exclude(name="known")}
    assert found == {
        "gate-1": stream("rtsp://me:open-sesame@a.example.com/1"),
        "gate": stream("rtsp://••••••@b.example.com/1"),
    }
    assert "Nothing to add" in walker.open(PAGE).response.text


def test_a_name_that_is_used_gets_a_number(
    as_operator: Client, service: Service, make_submission: MakeSubmission, add_source: AddSource
) -> None:
    add_source("gate")
    submission = make_submission(1, state=State.CREATED, name="gate")
    submission.request = {**submission.request, "input": stream("rtsp://a.example.com/1")}
    submission.save()
    save_fingerprints(submission, service)
    walker = Walker(as_operator).open(PAGE)
    picked = [each.attrs["value"] for each in walker.document.find("input", name="picked")]
    as_operator.post(PAGE, {"picked": picked})
    assert sorted(Source.objects.values_list("name", flat=True)) == ["gate", "gate 2"]
    assert as_operator.post(PAGE, {"picked": picked}).status_code == 422


def test_a_plans_rows_are_what_a_filter_shows(project: Project, add_source: AddSource) -> None:
    server: JsonObject = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}
    for number in (2, 1):
        task_input: JsonObject = {"type": "vcn", "data": [{"device_id": f"d-{number}"}], "vcn": server}
        add_source(f"dock-{number}", task_input=task_input, site="Dock", tags=("night",))
    add_source("gate", url="rtsp://gate.example.com/live")
    table = make_table(project=project, choice=SourceChoice(narrowing=Narrowing(site="Dock")))
    assert table.headers == [
        *("name", "kind", "site", "tags", "device_id"),
        *("vcn.ip", "vcn.port", "vcn.username", "vcn.password"),
    ]
    sign_in = ["192.0.2.10", "9900", "viewer", "open-sesame"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (number, [f"dock-{number}", "vcn", "Dock", "night", f"d-{number}", *sign_in]) for number in (1, 2)
    ]
    assert make_table(project=project, choice=SourceChoice(narrowing=Narrowing(site="none"))).rows == []
