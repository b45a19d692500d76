"""Taking a list away: a short one at once, a long one from a page of its own."""

import csv
import re
from datetime import timedelta
from io import StringIO
from threading import Event
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.exports.maker import claim_export
from taskbuilder.records.exports.maker import make_export as make_file
from taskbuilder.records.models import Export, ExportState, Failure, Format, Member, Project, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.web.exports import creation
from tests.web.conftest import MakeSubmission, make_export
from tests.web.submissions.test_history import names

LIST, ASK = "/projects/gate/submissions/", "/projects/gate/submissions/export/"
EXPORT = f"/exports/{UUID(int=3)}/"


def make_all() -> None:
    """As a relay does."""
    while (export := claim_export(now=timezone.now())) is not None:
        make_file(export, stop=Event())


def read_names(content: bytes) -> list[str]:
    return [row[5] for row in list(csv.reader(StringIO(content.decode("utf-8-sig"))))[1:]]


@pytest.fixture
def three(make_submission: MakeSubmission) -> list[Submission]:
    make_submission(1, name="north")
    make_submission(2, name="south", state=State.CREATED)
    return [make_submission(3, name="east")]


@pytest.fixture
def all_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "MOST_AT_ONCE", 0)


@pytest.mark.parametrize(
    "query", ["", "?state=queued", "?q=sou", "?q=who&state=created", "?created_from=2026-03-02"]
)
def test_a_short_list_comes_at_once_as_it_is_shown(
    as_viewer: Client, three: list[Submission], query: str
) -> None:
    shown = names(as_viewer.get(f"{LIST}{query}").content.decode())
    answer = as_viewer.post(f"{ASK}{query}", {"format": "csv"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="submissions-\d{8}-\d{6}\.csv"', answer["Content-Disposition"])
    assert read_names(answer.getvalue()) == shown
    assert Export.objects.count() == 0


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("jsonl", "application/jsonl; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_other_formats(as_operator: Client, three: list[Submission], form: str, kind: str) -> None:
    answer = as_operator.post(ASK, {"format": form})
    assert (answer["Content-Type"], answer["Content-Disposition"][-6 - len(form) : -1]) == (
        kind,
        f"{answer['Content-Disposition'][-6 - len(form) : -2 - len(form)]}.{form}",
    )
    assert answer.getvalue()[:2] == {"jsonl": b'{"', "xlsx": b"PK"}[form]


def test_the_page_offers_the_formats_for_its_filters(as_operator: Client, three: list[Submission]) -> None:
    page = as_operator.get(LIST, {"state": "queued", "sink": "pigeon"}).content.decode()
    assert re.findall(r'action="(/[^"]*export/[^"]*)"', page) == [f"{ASK}?state=queued"]
    assert re.findall(r'name="format" value="(\w+)">(.*?)<', page) == [
        (form.value, form.label) for form in Format
    ]


def test_all_projects_are_one_file(as_operator: Client, three: list[Submission], operator: User) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", sign_in="token")
    Submission.objects.filter(name="south").update(project=elsewhere)
    ask = "/submissions/export/"
    assert read_names(as_operator.post(ask, {"format": "csv"}).getvalue()) == ["east", "north"]
    Member.objects.create(person=operator, project=elsewhere, role="viewer")
    assert read_names(as_operator.post(ask, {"format": "csv"}).getvalue()) == ["east", "south", "north"]


@pytest.mark.parametrize(("query", "form"), [("?sink=pigeon", "csv"), ("?state=queued", "pdf"), ("", "")])
def test_what_cannot_be_read_leads_back_to_the_list(
    as_operator: Client, three: list[Submission], query: str, form: str
) -> None:
    answer = as_operator.post(f"{ASK}{query}", {"format": form})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{query}")


@pytest.mark.usefixtures("all_are_long")
@pytest.mark.ux(24)
def test_a_long_list_is_made_meanwhile(as_operator: Client, three: list[Submission]) -> None:
    answer = as_operator.post(f"{ASK}?state=queued&q=%20Who", {"format": "csv"})
    export = Export.objects.get()
    page = f"/exports/{export.pk}/"
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert (export.filters, export.about) == (
        {"q": "who", "state": "queued"},
        "Search: who · Status: Queued",
    )
    assert export.time_zone == "Asia/Shanghai"
    waiting = as_operator.get(page).content.decode()
    assert ("Waiting to start." in waiting, 'hx-trigger="every' in waiting) == (True, True)
    assert as_operator.get(f"{page}file/")["Location"] == page

    make_all()
    done = as_operator.get(page).content.decode()
    assert ("Download CSV" in done, 'hx-trigger="every' in done) == (True, False)
    file = as_operator.get(f"{page}file/")
    content = file.getvalue()
    assert read_names(content) == ["east", "north"]
    assert file["Content-Length"] == str(len(content))
    assert "2 rows" in done


@pytest.mark.usefixtures("all_are_long")
def test_days_of_a_filter_begin_where_they_did_on_the_page(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    made = make_submission()
    # The second of March has begun in Shanghai, not in UTC.
    Submission.objects.filter(pk=made.pk).update(created_at="2026-03-01T17:00:00Z")
    as_operator.post(f"{ASK}?created_from=2026-03-02", {"format": "csv"})
    make_all()
    assert Export.objects.get().rows_done == 1


def test_progress_is_shown_out_of_how_much(as_operator: Client, operator: User, project: Project) -> None:
    make_export(operator, project, state=ExportState.MAKING, rows_done=1500, rows_total=6000)
    page = as_operator.get(EXPORT, headers={"HX-Request": "true"}).content.decode()
    assert ("1500 of 6000 rows" in page, "<h1" in page) == (True, False)
    assert re.findall(r'max="(\d+)" value="(\d+)"', page) == [("6000", "1500")]
    listed = as_operator.get("/exports/").content.decode()
    assert ("In progress, 25%" in listed, 'hx-trigger="every' in listed) == (True, True)


def test_a_page_asks_less_often_when_nothing_happens(
    as_operator: Client, operator: User, project: Project
) -> None:
    seconds = []
    for ago in (0, 60, 3600):
        Export.objects.all().delete()
        make_export(operator, project, changed_at=timezone.now() - timedelta(seconds=ago))
        page = as_operator.get(EXPORT).content.decode()
        seconds += [float(each) for each in re.findall(r"every ([\d.]+)s", page)]
    assert seconds == [0.2, 6.4, 15.0]


def test_one_that_failed_says_so_and_can_be_made_again(
    as_operator: Client, operator: User, project: Project, three: list[Submission]
) -> None:
    make_export(operator, project, state=ExportState.FAILED, failure=Failure.ERROR, due_at=None, run=3)
    page = as_operator.get(EXPORT).content.decode()
    assert "Something went wrong while the file was written. No file was saved." in page
    assert as_operator.get(f"{EXPORT}file/")["Location"] == EXPORT

    assert as_operator.post(f"{EXPORT}again/")["Location"] == EXPORT
    assert as_operator.post(f"{EXPORT}again/")["Location"] == EXPORT  # twice is once
    make_all()
    export = Export.objects.get()
    assert (export.state, export.run, export.tries, export.rows_done) == ("done", 4, 1, 3)
    assert read_names(as_operator.get(f"{EXPORT}file/").getvalue()) == ["east", "south", "north"]
    assert as_operator.post(f"{EXPORT}again/")["Location"] == EXPORT
    assert Export.objects.get().state == "done"


@pytest.mark.parametrize("path", ["", "file/", "again/"])
def test_an_export_is_one_person_s_alone(
    client: Client, operator: User, viewer: User, project: Project, path: str
) -> None:
    make_export(operator, project)
    User.objects.filter(pk=viewer.pk).update(is_superuser=True)
    client.force_login(viewer)
    assert client.get(f"{EXPORT}{path}").status_code == 404
    assert client.get("/exports/").content.decode().count("submissions-2026") == 0


@pytest.mark.parametrize("path", ["", "file/", "again/"])
def test_nobody_who_lost_a_project_gets_what_is_of_it(
    as_operator: Client, operator: User, project: Project, path: str
) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", sign_in="token")
    Member.objects.create(person=operator, project=elsewhere, role="viewer")
    make_export(operator, project, elsewhere, state=ExportState.DONE, due_at=None)
    assert as_operator.get(f"{EXPORT}{path}").status_code in (200, 302)
    Member.objects.filter(project=elsewhere).delete()
    assert as_operator.get(f"{EXPORT}{path}").status_code == 404
    assert as_operator.get("/exports/").content.decode().count("submissions-2026") == 0


def test_an_expired_one_is_gone_before_it_is_thrown_away(
    as_operator: Client, operator: User, project: Project
) -> None:
    make_export(operator, project, expires_at=timezone.now() - timedelta(seconds=1))
    assert as_operator.get(EXPORT).status_code == 404
    assert "No exports" in as_operator.get("/exports/").content.decode()


@pytest.mark.usefixtures("all_are_long")
def test_nobody_waits_for_more_than_a_few(as_operator: Client, three: list[Submission]) -> None:
    for _time in range(5):
        as_operator.post(ASK, {"format": "csv"})
    answer = as_operator.post(ASK, {"format": "csv"}, follow=True)
    words = "5 of your exports are not ready yet. Wait for one of them, then export again."
    assert (answer.redirect_chain, words in answer.content.decode()) == ([("/exports/", 303)], True)
    assert Export.objects.count() == 5


def test_a_spreadsheet_of_too_many_rows_names_csv(
    as_operator: Client, operator: User, project: Project
) -> None:
    make_export(operator, project, state=ExportState.FAILED, failure=Failure.ROWS, due_at=None)
    assert (
        "Excel takes at most 1,048,575 rows. Export as CSV instead, or add a filter."
        in as_operator.get(EXPORT).content.decode()
    )


def test_a_download_costs_a_query_a_piece(
    as_operator: Client,
    operator: User,
    project: Project,
    three: list[Submission],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_export(operator, project)
    make_all()
    with django_assert_num_queries(2 + 2):
        as_operator.get(f"{EXPORT}file/").getvalue()
