"""Drafts belong to one person, and a slower tab never overwrites a faster one unasked."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import (
    DraftConflict,
    DraftGone,
    discard_draft,
    find_draft,
    list_drafts,
    save_draft,
    start_draft,
)
from taskbuilder.records.models import Draft, Project, Service

LATER = datetime(2026, 3, 1, 13, tzinfo=UTC)


def test_a_draft_starts_at_revision_1(draft: Draft) -> None:
    assert (draft.revision, draft.created_at, draft.updated_at) == (1, draft.created_at, draft.created_at)


def test_saving_writes_everything_and_the_next_revision(draft: Draft, service: Service) -> None:
    save_draft(
        draft,
        answers={"details": {"name": "Door"}},
        confirmations=[{"rule": "name.cjk"}],
        service=None,
        now=LATER,
        title="Door",
    )
    again = Draft.objects.get()
    assert draft.revision == again.revision == 2
    assert (again.answers, again.confirmations) == ({"details": {"name": "Door"}}, [{"rule": "name.cjk"}])
    assert (again.service, again.title, again.updated_at) == (None, "Door", LATER)


def test_the_slower_tab_is_told(draft: Draft, service: Service) -> None:
    slower = Draft.objects.get()
    save_draft(draft, answers={"a": 1}, confirmations=[], service=service, title="", now=LATER)
    with pytest.raises(DraftConflict):
        save_draft(slower, answers={"b": 2}, confirmations=[], service=service, title="", now=LATER)
    assert Draft.objects.get().answers == {"a": 1}


@pytest.mark.django_db(transaction=True)
def test_a_draft_whose_service_was_deleted_meanwhile_is_not_saved(draft: Draft, service: Service) -> None:
    Service.objects.all().delete()
    with pytest.raises(DraftConflict):
        save_draft(draft, answers={"a": 1}, confirmations=[], service=service, title="", now=LATER)
    assert Draft.objects.get().answers == {"details": {"name": "Gate"}}


def test_a_discarded_draft_cannot_be_saved(draft: Draft, service: Service) -> None:
    discard_draft(draft)
    discard_draft(draft)
    with pytest.raises(DraftGone):
        save_draft(draft, answers={}, confirmations=[], service=service, title="", now=LATER)


def test_only_the_owner_finds_a_draft_and_only_in_its_project(
    draft: Draft, project: Project, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stranger = User.objects.create_user("stranger")
    elsewhere = Project.objects.create(slug="other", name="Other", sign_in="token")
    with django_assert_num_queries(1):
        found = find_draft(project=project, owner=operator, draft_id=draft.pk)
        assert found is not None
        assert (found, str(found.service)) == (draft, "Counting")
    assert find_draft(project=project, owner=stranger, draft_id=draft.pk) is None
    assert find_draft(project=elsewhere, owner=operator, draft_id=draft.pk) is None
    assert find_draft(project=project, owner=operator, draft_id=uuid4()) is None


def test_drafts_are_listed_last_changed_first_in_one_query(
    draft: Draft,
    project: Project,
    operator: User,
    service: Service,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    start_draft(project=project, owner=operator, title="x" * 200, now=LATER)
    start_draft(project=project, owner=User.objects.create_user("other"), title="Theirs", now=LATER)
    with django_assert_num_queries(1):
        listed = [
            (row.title, row.service and row.service.name)
            for row in list_drafts(project=project, owner=operator, limit=20)
        ]
    assert listed == [("x" * 99 + "…", None), ("Gate", "Counting")]
