"""One's open drafts on the project's page: distinguished, discarded, and not piled up."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.drafts.store import save_draft, start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.records.overview import MOST_DRAFTS
from taskbuilder.web.projects import views as projects
from tests.web.conftest import NOW

PATH = "/projects/gate/"
NEW = "/projects/gate/drafts/new/"


@pytest.mark.parametrize(
    ("age", "words"),
    [(0, "just now"), (59, "just now"), (60, "1\xa0minute ago"), (7200, "2\xa0hours ago")],
)
def test_a_draft_says_its_service_and_when_it_was_changed(
    as_operator: Client, operator: User, service: Service, age: int, words: str
) -> None:
    start_draft(project=service.project, owner=operator, service=service, title="night", now=NOW)
    start_draft(project=service.project, owner=operator, service=service, now=NOW - timedelta(seconds=1))
    start_draft(project=service.project, owner=operator, now=NOW)  # holds nothing
    with time_machine.travel(NOW + timedelta(seconds=age), tick=False):
        page = as_operator.get(PATH).content.decode()

    assert re.findall(r'id="draft-[\w-]+">(.*?)</span>', page) == ["night", "Untitled draft"]
    notes = re.findall(r'<div class="small text-body-secondary">\s*(.*?)\s+· changed (.*?)\s*</div>', page)
    assert notes[0] == ("Counting", words)


def test_a_draft_can_be_discarded_where_it_is_listed(
    as_operator: Client, operator: User, project: Project
) -> None:
    draft = start_draft(project=project, owner=operator, title="night", now=NOW)
    links = re.findall(r'href="(.*?/discard/)">(.*?)</a>', as_operator.get(PATH).content.decode())

    assert links == [
        (f"{PATH}drafts/{draft.pk}/discard/", 'Discard<span class="visually-hidden"> night</span>')
    ]
    assert as_operator.post(links[0][0])["Location"] == PATH
    assert Draft.objects.count() == 0


def titles(page: str) -> list[str]:
    return re.findall(r'id="draft-[\w-]+">(.*?)</span>', page)


@pytest.mark.ux(23)
def test_every_draft_can_be_reached(
    as_operator: Client, operator: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projects, "DRAFTS_PER_PAGE", 7)
    for number in range(MOST_DRAFTS + 2):
        start_draft(project=project, owner=operator, title=f"d{number}", now=NOW + timedelta(seconds=number))
    first = as_operator.get(PATH).content.decode()
    (everything,) = re.findall(r'href="([^"]*)">All drafts<', first)
    page = as_operator.get(everything).content.decode()
    (address,) = re.findall(r'rel="next" href="([^"]*)"', page)
    last = as_operator.get(everything + address).content.decode()

    newest = [f"d{number}" for number in reversed(range(MOST_DRAFTS + 2))]
    assert [titles(each) for each in (first, page, last)] == [newest[:MOST_DRAFTS], newest[:7], newest[7:]]
    assert re.findall(r'rel="(prev|next)" href="([^"]*)"', last) == [("prev", "?page=1")]


@pytest.mark.parametrize("number", ["0", "-1", "nonsense", "9" * 30, ""])
def test_a_page_that_there_is_not_leads_to_the_first(
    as_operator: Client, operator: User, project: Project, number: str
) -> None:
    start_draft(project=project, owner=operator, title="night", now=NOW)
    page = as_operator.get(f"{PATH}drafts/", {"page": number}).content.decode()

    assert titles(page) == ["night"]


def test_few_drafts_need_no_page_of_their_own(as_operator: Client, operator: User, project: Project) -> None:
    start_draft(project=project, owner=operator, title="night", now=NOW)

    assert "All drafts" not in as_operator.get(PATH).content.decode()
    assert "No drafts" in as_operator.get(f"{PATH}drafts/?page=2").content.decode()


def test_an_untouched_draft_is_taken_up_again(as_operator: Client) -> None:
    first = as_operator.post(NEW)["Location"]
    Draft.objects.update(updated_at=NOW - timedelta(days=1))

    assert (as_operator.post(NEW)["Location"], Draft.objects.count()) == (first, 1)


def test_two_tabs_begin_two_drafts(as_operator: Client) -> None:
    assert as_operator.post(NEW)["Location"] != as_operator.post(NEW)["Location"]


def test_a_draft_that_was_written_to_is_left_alone(as_operator: Client) -> None:
    first = as_operator.post(NEW)["Location"]
    draft, before = Draft.objects.get(), NOW - timedelta(days=1)
    save_draft(draft, answers={"a": 1}, confirmations=[], service=None, title="", now=before)

    assert as_operator.post(NEW)["Location"] != first
    assert Draft.objects.count() == 2


def test_anothers_untouched_draft_is_left_alone(as_operator: Client, viewer: User, project: Project) -> None:
    start_draft(project=project, owner=viewer, now=NOW)
    as_operator.post(NEW)

    assert Draft.objects.count() == 2


def test_the_address_that_starts_a_draft_leads_to_the_project_when_it_is_opened(as_operator: Client) -> None:
    answer = as_operator.get("/projects/gate/drafts/new/")
    assert (answer.status_code, answer["Location"]) == (302, "/projects/gate/")
    assert Draft.objects.count() == 0


def test_a_task_is_begun_for_a_service(as_operator: Client, service: Service) -> None:
    answer = as_operator.post("/projects/gate/drafts/new/", {"service": service.pk, "step": "details"})
    draft = Draft.objects.get()
    assert answer["Location"] == f"/projects/gate/drafts/{draft.pk}/details/"
    assert (draft.service, draft.answers) == (service, {"checked": ["service"]})


@pytest.mark.parametrize("number", ["0", "x", "9" * 30])
def test_a_service_that_the_project_does_not_have_begins_nothing(
    as_operator: Client, service: Service, number: str
) -> None:
    assert as_operator.post("/projects/gate/drafts/new/", {"service": number}).status_code == 404
    assert Draft.objects.count() == 0
