"""The review says what has changed since the same person reviewed the draft before."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Member, Project, ReviewedDraft, Role, Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.review import changes
from tests.support.changed_rows import read_changed_rows
from tests.support.samples import make_request
from tests.support.walker import Walker, fill_request
from tests.web.drafts.conftest import choose, the_draft

HEADING = "since your last review"


@pytest.fixture
def reviewed(walker: Walker, service: Service) -> Walker:
    """At the first review of a whole draft."""
    choose(walker, service)
    fill_request(walker, make_request(Platform.MODELARTS_EDGE))
    return walker


def go(walker: Walker, step: str) -> Walker:
    return walker.open(f"/projects/gate/drafts/{the_draft().pk}/{step}/")


def page_of(walker: Walker) -> str:
    return " ".join(walker.response.content.decode().split())


def rename(walker: Walker, name: str) -> str:
    go(walker, "details").put("name", name).press("continue")
    return page_of(go(walker, "review"))


def test_a_first_review_has_nothing_to_compare_with(reviewed: Walker) -> None:
    assert HEADING not in page_of(reviewed)
    assert ReviewedDraft.objects.get().earlier_at is None


def test_a_changed_field_is_listed_with_what_was_there(reviewed: Walker) -> None:
    page = rename(reviewed, "gate-2")
    assert "1 change since your last review" in page
    assert read_changed_rows(page) == [("Task name Changed", "gate-1", "gate-2")]


def test_the_list_stays_until_the_draft_changes_again(reviewed: Walker) -> None:
    rename(reviewed, "gate-2")
    again = page_of(go(reviewed, "review"))
    assert read_changed_rows(again) == [("Task name Changed", "gate-1", "gate-2")]
    assert read_changed_rows(rename(reviewed, "gate-3")) == [("Task name Changed", "gate-2", "gate-3")]


def test_a_change_in_another_tab_is_listed_where_creating_was_refused(reviewed: Walker) -> None:
    seen = reviewed.values
    go(reviewed, "details").put("name", "gate-2").press("continue")
    address = f"/projects/gate/drafts/{the_draft().pk}/review/"
    answer = reviewed.client.post(address, {**seen, "press": "create"})
    assert answer.status_code == 409
    assert read_changed_rows(answer.text) == [("Task name Changed", "gate-1", "gate-2")]


def test_another_person_has_a_first_review_of_their_own(
    reviewed: Walker, project: Project, client: Client
) -> None:
    rename(reviewed, "gate-2")
    draft = the_draft()
    draft.is_shared = True
    draft.save()
    other = User.objects.create_user("other")
    Member.objects.create(project=project, person=other, role=Role.OPERATOR)
    client.force_login(other)
    answer = client.get(f"/projects/gate/drafts/{draft.pk}/review/")
    assert answer.status_code == 200
    assert HEADING not in answer.text


def test_a_change_of_a_hidden_secret_alone_is_said_without_showing_it(reviewed: Walker) -> None:
    go(reviewed, "output")
    name = next(each for each in reviewed.values if each.endswith("-r1-value"))
    reviewed.put(name, "another-8f1c2").press("continue")
    page = page_of(go(reviewed, "review"))
    assert "No visible change since your last review" in page
    assert "Hidden secrets are not compared." in page
    assert "another-8f1c2" not in page
    stored = ReviewedDraft.objects.get()
    assert "another-8f1c2" not in json.dumps([stored.request, stored.earlier])


def test_another_service_is_a_change(reviewed: Walker, ief: Service) -> None:
    draft = the_draft()
    draft.service = ief
    draft.save()
    rows = read_changed_rows(page_of(go(reviewed, "review")))
    assert rows[0] == ("Service Changed", "Counting", "Watching")


def test_a_long_list_of_changes_is_cut_and_folded(reviewed: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_SHOWN", 1)
    monkeypatch.setattr(changes, "MOST_OPEN", 1)
    go(reviewed, "details").put("name", "gate-2").put("description", "At night").press("continue")
    page = page_of(go(reviewed, "review"))
    assert "2 changes since your last review" in page
    assert len(read_changed_rows(page)) == 1
    assert "and 1 more" in page
    assert '<details class="fold mb-4">' in page


def test_a_request_that_is_too_long_is_not_compared(
    reviewed: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LONGEST", 10)
    assert HEADING not in rename(reviewed, "gate-2")
