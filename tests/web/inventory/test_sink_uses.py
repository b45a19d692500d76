"""Which tasks send results to a sink, and which of these to where it was before its address was changed."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from taskbuilder.records.inventory.store import Contents, change_entry
from taskbuilder.records.models import InputFingerprint, Service, Sink, Submission
from taskbuilder.records.submissions.fingerprints import save_fingerprints
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.outputs.identities import identify_outputs
from tests.support.walker import Document
from tests.web.conftest import NOW, MakeSubmission
from tests.web.inventory.conftest import AddSink

sink_uses = import_module("taskbuilder.records.migrations.0046_sink_uses")
LIST = "/projects/gate/inventory/sinks/"
BEFORE, AFTER = "https://sink.example.net/r", "https://sink.example.net/new"


def write_webhook(url: str, token: str = "open-sesame") -> JsonObject:
    return {"webhook": {"url": url, "headers": {"X-Token": token}}}


def send_to(submission: Submission, service: Service, output: JsonObject, task_state: str) -> None:
    submission.request = {**submission.request, "output": output}
    submission.task_state = task_state
    submission.save()
    save_fingerprints(submission, service)


@pytest.fixture
def sink(operator: User, service: Service, make_submission: MakeSubmission, add_sink: AddSink) -> Sink:
    """Of four tasks one sends to where it is, two to where it was, and one elsewhere."""
    sink = add_sink("results", write_webhook(BEFORE))
    add_sink("files", {"obs": {"bucket": "site-results", "path": "gate/"}})
    outputs: list[tuple[JsonObject, str]] = [
        (write_webhook(BEFORE, "another"), "RUNNING"),
        (write_webhook(BEFORE), "STOPPED"),
        (write_webhook(AFTER), "RUNNING"),
        ({"obs": {"bucket": "site-results", "path": "dock/"}}, "RUNNING"),
    ]
    for number, (output, task_state) in enumerate(outputs, start=1):
        submission = make_submission(number, state=State.CREATED, name=f"task-{number}")
        send_to(submission, service, output, task_state)
    contents = Contents(name="results", request={"output": write_webhook(AFTER)})
    change_entry(sink, contents=contents, by=operator, now=NOW + timedelta(minutes=1))
    return sink


def read_page(client: Client, sink: Sink) -> tuple[list[str], list[str], list[str]]:
    """The headings of a sink's page, the tasks under them, and how many each sink of the list has."""
    document = Document(client.get(f"{LIST}{sink.pk}/").content.decode())
    titles = [each.text for each in document.find("h2") if each.text.startswith("Tasks")]
    names = [each.text for each in document.find("a", class_="fw-semibold d-inline-block")]
    cells = Document(client.get(LIST).content.decode()).find("td", data_label="Tasks")
    return titles, names, [each.text for each in cells]


SHOWN = (
    [
        "Tasks with the former address",
        "Tasks that send results to it",
        "Tasks that used the former address and do not run",
    ],
    ["task-1", "task-3", "task-2"],
    ["0", "1"],
)


def test_a_sink_names_its_tasks_and_those_that_are_behind(as_operator: Client, sink: Sink) -> None:
    assert read_page(as_operator, sink) == SHOWN
    assert "1 task still uses the former address" in as_operator.get(f"{LIST}{sink.pk}/").text


def test_tasks_from_before_there_were_fingerprints_are_found_too(as_operator: Client, sink: Sink) -> None:
    before = sorted(InputFingerprint.objects.values_list("submission", "digest"))
    digest = sink.digest
    sink_uses.empty(apps, connection.schema_editor())
    assert InputFingerprint.objects.count() == len(before) - 4
    Sink.objects.update(digest="")
    sink_uses.fill(apps, connection.schema_editor())
    assert sorted(InputFingerprint.objects.values_list("submission", "digest")) == before
    sink.refresh_from_db()
    assert sink.digest == digest
    assert read_page(as_operator, sink) == SHOWN


def test_a_place_is_the_same_whatever_else_is_said_of_it() -> None:
    same: list[JsonObject] = [
        write_webhook("https://sink.example.net/r"),
        write_webhook("https://me:open-sesame@sink.example.net/r", "another"),
        {"webhook": {"url": "https://sink.example.net/r", "data_category": ["alerts"]}},
    ]
    others: list[JsonObject] = [
        write_webhook("https://sink.example.net/new"),
        {"dis": {"stream_name": "https://sink.example.net/r"}},
        {"obs": {"bucket": "https://sink.example.net/r", "path": "a"}},
    ]
    found = [[*identify_outputs({"output": each})] for each in same]
    assert len({digest for (digest,) in found}) == 1
    different = [next(identify_outputs({"output": each})) for each in (same[0], *others)]
    assert len(set(different)) == 4
    assert [*identify_outputs({"output": {"obs": {"bucket": "site-results"}}})] == []
