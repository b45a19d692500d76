"""The lists: searching, pages, many at once, files; and which tasks read a source."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.inventory.store import Contents, change_entry, make_entry
from taskbuilder.records.models import Project, Service, Source, Submission
from taskbuilder.records.submissions.fingerprints import save_fingerprints
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject
from tests.support.walker import Document, Walker
from tests.web.conftest import NOW, MakeSubmission
from tests.web.inventory.conftest import AddSink, AddSource

LIST = "/projects/gate/inventory/sources/"


def list_names(client: Client, query: str = "") -> list[str]:
    page = Document(client.get(f"{LIST}{query}").content.decode())
    return [each.text for each in page.find("a", class_="fw-semibold text-break")]


def test_a_list_is_narrowed_by_words_type_site_and_tag(as_operator: Client, add_source: AddSource) -> None:
    add_source("gate-1", url="rtsp://cam-1.example.com/live", site="North", tags=("night", "gate"))
    add_source("gate-2", url="rtsp://cam-2.example.com/live", site="South", notes="By the crane, 50% shaded")
    server: JsonObject = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}
    vcn: JsonObject = {"type": "vcn", "data": [{"device_id": "d-1", "node_id": "edge-7"}], "vcn": server}
    add_source("dock", task_input=vcn, tags=("night",))
    found = {
        "": ["dock", "gate-1", "gate-2"],
        "?q=CAM-2": ["gate-2"],
        "?q=crane+gate": ["gate-2"],
        "?q=edge-7": ["dock"],
        "?q=50%25": ["gate-2"],
        "?q=5_%25": [],
        "?kind=vcn": ["dock"],
        "?site=North": ["gate-1"],
        "?tag=night": ["dock", "gate-1"],
        "?tag=nigh": [],
        "?tag=night&q=gate": ["gate-1"],
        "?q=open-sesame": [],
    }
    assert {query: list_names(as_operator, query) for query in found} == found


def add_many(project: Project, by: User, count: int) -> None:
    entries = []
    for number in range(count):
        stream: JsonObject = {"type": "url", "data": [{"url": f"rtsp://{number}.example.com/live"}]}
        contents = Contents(name=f"gate-{number:04}", request={"input": stream}, site=f"site {number % 9}")
        entries.append(make_entry(Source, project=project, contents=contents, by=by, now=NOW))
    Source.objects.bulk_create(entries)


def test_pages_follow_each_other_there_and_back(
    as_operator: Client, project: Project, operator: User
) -> None:
    add_many(project, operator, 120)
    seen, walker = [], Walker(as_operator).open(LIST)
    for _page in range(3):
        seen.append([each.text for each in walker.document.find("a", class_="fw-semibold text-break")])
        links = walker.document.find("a", rel="next")
        if links:
            walker.open(f"{LIST}{links[0].attrs['href']}")
    assert [len(page) for page in seen] == [50, 50, 20]
    assert [name for page in seen for name in page] == [f"gate-{number:04}" for number in range(120)]
    assert walker.document.find("a", rel="next") == []
    back = walker.document.find("a", rel="prev")[0].attrs["href"]
    assert list_names(as_operator, back) == seen[1]
    back = walker.open(f"{LIST}{back}").document.find("a", rel="prev")[0].attrs["href"]
    assert list_names(as_operator, back) == seen[0]
    assert Document(as_operator.get(f"{LIST}{back}").content.decode()).find("a", rel="prev") == []


def test_five_thousand_cost_as_many_queries_as_fifty_one(
    as_operator: Client, project: Project, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_many(project, operator, 5_000)
    with django_assert_num_queries(6):
        page = as_operator.get(f"{LIST}?site=site+3")
    assert "556 entries" in " ".join(page.content.decode().split())
    assert len(page.content) < 150_000


def test_sites_and_tags_are_changed_together(as_operator: Client, add_source: AddSource) -> None:
    first, second = add_source("gate-1", tags=("old",), site="North"), add_source("gate-2", site="North")
    add_source("dock")
    walker = Walker(as_operator).see(
        as_operator.post(f"{LIST}mark/", {"picked": [str(first.pk), str(second.pk)]}, follow=True)
    )
    assert " ".join(walker.document.find("h1")[0].text.split()) == "Edit site and inventory tags of 2 entries"
    empty = as_operator.post(f"{LIST}mark/", walker.values, follow=True)
    assert (empty.status_code, Walker(as_operator).see(empty).summary) == (
        422,
        ["Enter a site or inventory tags to change."],
    )
    walker.put("add_tags", "night, gate").put("remove_tags", "old").put("site", "East")
    assert as_operator.post(f"{LIST}mark/", walker.values)["Location"] == LIST
    rows = Source.objects.order_by("name").values_list("name", "site", "tag_text")
    assert [*rows] == [
        ("dock", "", ""),
        ("gate-1", "East", ",gate,night,"),
        ("gate-2", "East", ",gate,night,"),
    ]


def test_all_that_a_filter_shows_are_changed(as_operator: Client, project: Project, operator: User) -> None:
    add_many(project, operator, 120)
    asked = as_operator.post(f"{LIST}mark/", {"all": "yes", "site": "site 3"}, follow=True)
    walker = Walker(as_operator).see(asked)
    heading = " ".join(walker.document.find("h1")[0].text.split())
    assert heading == "Edit site and inventory tags of 13 entries"
    as_operator.post(f"{LIST}mark/", {**walker.values, "clear_site": "on", "site": ""})
    assert Source.objects.filter(site="").count() == 13


def test_many_are_deleted_once_their_number_is_typed(
    as_operator: Client, project: Project, operator: User, add_sink: AddSink
) -> None:
    add_many(project, operator, 12)
    add_sink("results")
    picked = [str(key) for key in Source.objects.values_list("pk", flat=True)]
    walker = Walker(as_operator).see(as_operator.post(f"{LIST}delete/", {"picked": picked}, follow=True))
    assert "Delete 12 entries?" in walker.response.text
    assert as_operator.post(f"{LIST}delete/", {**walker.values, "typed_count": "11"}).status_code == 422
    assert Source.objects.count() == 12
    as_operator.post(f"{LIST}delete/", {**walker.values, "typed_count": "12"})
    assert Source.objects.count() == 0


def test_what_another_project_has_is_not_touched(
    as_operator: Client, project: Project, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    Project.objects.filter(pk=project.pk).update(slug="other")
    project.pk, project.slug = None, "gate"
    project.save(force_insert=True)
    User.objects.get().memberships.update(project=project)
    for path in ("mark/", "delete/"):
        posted = {"keys": str(source.pk), "confirmed": "yes", "add_tags": "mine"}
        assert as_operator.post(f"{LIST}{path}", posted).status_code == 422
    assert as_operator.get(f"{LIST}{source.pk}/").status_code == 404
    assert Source.objects.get().tags == []


@pytest.mark.parametrize("address", [f"{LIST}mark/", f"{LIST}delete/", "/projects/gate/plans/from-sources/"])
def test_nothing_selected_is_a_problem_at_the_boxes(
    as_operator: Client, add_source: AddSource, address: str
) -> None:
    source = add_source("gate-1", site="Dock")
    add_source("gate-2")
    answer = as_operator.post(address, {"site": "Dock"})
    page = Document(answer.content.decode())
    assert answer.status_code == 422
    assert page.find("title")[0].text == "Error: Sources · Gate · Task Builder"
    (link,) = page.find("a", href=f"#pick-{source.pk}")
    box = page.find("input", id=f"pick-{source.pk}")[0].attrs
    said = page.find("p", id=box["aria-describedby"])[0].text
    assert (link.text, said, box["aria-invalid"]) == (*["Select at least one entry."] * 2, "true")
    assert [each.text for each in page.find("a", class_="fw-semibold text-break pb-1")] == ["gate-1"]


@pytest.mark.parametrize("name", ["=1+1", "@gate", "＝gate"])
def test_files_hold_no_secret_and_no_formula(
    as_operator: Client, add_source: AddSource, add_sink: AddSink, name: str
) -> None:
    add_source(name, url="rtsp://me:open-sesame@cam-1.example.com/live", tags=("a", "b"), notes="one\ntwo")
    add_sink("results")
    text = b"".join(as_operator.get(f"{LIST}export/")).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    shown = {key: value for key, value in rows[0].items() if value}
    assert shown == {
        "name": f"'{name}",
        "kind": "url",
        "tags": "a; b",
        "notes": "one\ntwo",
        "url": "rtsp://••••••@cam-1.example.com/live",
    }
    lines = b"".join(as_operator.get(f"{LIST}export/?format=jsonl")).decode().splitlines()
    expected = {**shown, "name": name, "site": ""}
    assert [json.loads(line) for line in lines] == [expected]
    sinks = "/projects/gate/inventory/sinks/export/"
    for query in ("", "?format=jsonl"):
        assert b"open-sesame" not in b"".join(as_operator.get(f"{sinks}{query}"))
    assert b"".join(as_operator.get(f"{LIST}export/?site=none")).decode("utf-8-sig").count("\r\n") == 1


def read(submission: Submission, service: Service, url: str, task_state: str) -> None:
    """Has a submission read that address."""
    submission.request = {**submission.request, "input": {"type": "url", "data": [{"url": url}]}}
    submission.task_state = task_state
    submission.save()
    save_fingerprints(submission, service)


def test_a_source_names_its_tasks_and_those_that_are_behind(
    as_operator: Client,
    operator: User,
    service: Service,
    make_submission: MakeSubmission,
    add_source: AddSource,
) -> None:
    before, after = "rtsp://cam-1.example.com/live", "rtsp://cam-9.example.com/live"
    source = add_source("gate-1", url=before)
    for number, (url, task_state) in enumerate(
        [(before, "RUNNING"), (before, "STOPPED"), (after, "RUNNING"), (before, "RUNNING")], start=1
    ):
        submission = make_submission(number, state=State.CREATED, name=f"task-{number}")
        read(submission, service, url, task_state)
    stream: JsonObject = {"type": "url", "data": [{"url": after}]}
    contents = Contents(name="gate-1", request={"input": stream})
    change_entry(source, contents=contents, by=operator, now=NOW + timedelta(seconds=3.5))

    page = as_operator.get(f"{LIST}{source.pk}/").content.decode()
    assert "1 task still uses the former address" in page
    document = Document(page)
    names = [each.text for each in document.find("a", class_="fw-semibold d-inline-block")]
    assert names == ["task-1", "task-3", "task-2"]  # the fourth was made when something else was there
    titles = [each.text for each in document.find("h2") if each.text.startswith("Tasks")]
    assert titles == [
        "Tasks with the former address",
        "Tasks that read it",
        "Tasks that used the former address and do not run",
    ]
    cells = [
        each.text for each in Document(as_operator.get(LIST).content.decode()).find("td", data_label="Tasks")
    ]
    assert cells == ["1"]
