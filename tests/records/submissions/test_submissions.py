"""One draft becomes one submission, frozen as it was reviewed."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import DraftConflict, DraftGone, discard_draft
from taskbuilder.records.models import Attempt, CreatedTask, Decision, Draft, Project, Service, Submission
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.search.entries import save_entry
from taskbuilder.records.search.matches import read_words
from taskbuilder.records.submissions.creation import submit
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import Count, make_listing, read_page
from taskbuilder.records.submissions.queries import (
    find_submission_of_draft,
    get_submission,
    list_submissions,
)
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW, REQUEST

CONFIRMED = [
    {"rule": "name.cjk", "path": "/name", "message": "…", "by": "operator", "at": "2026-03-01T12:00:00Z"}
]


def test_the_request_is_frozen_and_the_draft_removed(draft: Draft, operator: User, service: Service) -> None:
    made = submit(draft=draft, request=REQUEST, confirmations=CONFIRMED, by=operator, now=NOW, revision=1)
    row = Submission.objects.get()
    assert row == made
    assert (row.project_id, row.service, row.draft_id) == (service.project_id, service, draft.pk)
    assert (row.created_by, row.created_at, row.due_at) == (operator, NOW, NOW)
    assert (row.name, row.description, row.state) == ("gate", "Counts who comes in", "queued")
    assert row.confirmations == CONFIRMED
    assert json.dumps(row.full_request()) == json.dumps(REQUEST)
    assert not Draft.objects.exists()


def test_no_column_holds_a_secret_in_clear(submission: Submission) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_submission")
        assert "canary" not in str(cursor.fetchall())
    assert "canary" not in json.dumps(submission.request)


def test_text_that_no_database_takes_is_still_sent_as_typed(draft: Draft, operator: User) -> None:
    request = REQUEST | {"description": "a\x00b\ud800"}
    submit(draft=draft, request=request, confirmations=[], by=operator, now=NOW)
    row = Submission.objects.get()
    assert row.description == "a\ufffdb?"
    assert row.full_request() == request


def test_a_second_call_answers_the_first_ones_row(draft: Draft, operator: User) -> None:
    first = submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW)
    other = REQUEST | {"name": "other"}
    again = submit(draft=draft, request=other, confirmations=[], by=operator, now=NOW, revision=1)
    assert again == first
    assert Submission.objects.get().name == "gate"


def test_a_draft_that_moved_since_its_review_is_not_submitted(draft: Draft, operator: User) -> None:
    with pytest.raises(DraftConflict):
        submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW, revision=2)
    assert (Draft.objects.count(), Submission.objects.count()) == (1, 0)


def test_a_draft_whose_service_is_gone_is_not_submitted(
    draft: Draft, operator: User, service: Service
) -> None:
    service.delete()
    with pytest.raises(DraftConflict):
        submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW, revision=1)
    assert Submission.objects.count() == 0


def test_a_draft_whose_service_is_now_another_projects_is_not_submitted(
    draft: Draft, operator: User, service: Service, elsewhere: Project
) -> None:
    Service.objects.filter(pk=service.pk).update(project=elsewhere)
    with pytest.raises(DraftConflict):
        submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW, revision=1)
    assert Submission.objects.count() == 0


def test_a_discarded_draft_is_not_submitted(draft: Draft, operator: User) -> None:
    discard_draft(draft)
    with pytest.raises(DraftGone):
        submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_make_one_submission(draft: Draft, operator: User) -> None:
    barrier = Barrier(8)

    def click(number: int) -> UUID:
        try:
            barrier.wait()
            return submit(
                draft=draft,
                request=REQUEST | {"name": f"n{number}"},
                confirmations=[],
                by=operator,
                now=NOW,
                revision=1,
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(click, range(8)))
    assert made == {Submission.objects.get().pk}


def make_submissions(submission: Submission, count: int) -> list[Submission]:
    """The given one and `count - 1` like it, two by two at the same second; newest first."""
    for number in range(1, count):
        submission.pk, submission.draft_id = uuid4(), uuid4()
        submission.created_at = NOW + timedelta(seconds=number // 2)
        submission.name = f"gate-{number}"
        submission.save(force_insert=True)
        save_entry(submission)
    return sorted(Submission.objects.all(), key=lambda row: (row.created_at, row.pk.int), reverse=True)


def test_pages_follow_each_other_both_ways(submission: Submission, project: Project) -> None:
    rows = make_submissions(submission, 7)
    first = list_submissions(projects=[project.pk], limit=3)
    second = list_submissions(projects=[project.pk], before=first.older, limit=3)
    third = list_submissions(projects=[project.pk], before=second.older, limit=3)
    assert [*first.rows, *second.rows, *third.rows] == rows
    assert (first.newer, third.older) == ("", "")
    assert list_submissions(projects=[project.pk], after=third.newer, limit=3).rows == second.rows
    back = list_submissions(projects=[project.pk], after=second.newer, limit=3)
    assert (back.rows, back.newer, back.older) == (first.rows, "", first.older)
    # The list of pages: one of a whole project is prepared, one of several is not.
    for projects in ([project.pk], [project.pk, project.pk + 1]):
        listing = make_listing(SubmissionFilters(), projects)
        for page, place in (
            (first, (None, None)),
            (second, (first.older, None)),
            (first, (None, second.newer)),
        ):
            listed = read_page(listing, before=place[0], after=place[1], limit=3)
            assert [each.pk for each in listed.rows] == [row.pk for row in page.rows]
            assert (listed.newer, listed.older) == (page.newer, page.older)
    assert make_listing(SubmissionFilters(), [project.pk]).count() == Count(7, is_exact=True)


@pytest.mark.parametrize("cursor", ["", "x", "2026-03-01T12:00:00~", "~", "2026-03-01T12:00:00~" + "0" * 32])
def test_a_mangled_cursor_leads_to_the_newest_page(
    submission: Submission, project: Project, cursor: str
) -> None:
    page = list_submissions(projects=[project.pk], before=cursor, after=cursor)
    assert (page.rows, page.newer, page.older) == ([submission], "", "")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_cursor_from_the_ends_of_time_finds_what_there_is(
    submission: Submission, project: Project, year: str
) -> None:
    found = list_submissions(projects=[project.pk], before=f"{year}-12-31T23:59:59+00:00~{UUID(int=0)}").rows
    assert found == ([submission] if year == "9999" else [])


def test_a_list_takes_one_query_and_leaves_the_payload(
    submission: Submission, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        (row,) = list_submissions(projects=[project.pk]).rows
        assert (row.service.name, row.created_by.username, row.state) == ("Counting", "operator", "queued")
    assert row.get_deferred_fields() == {"request", "secrets", "confirmations"}


def test_a_list_is_filtered_by_state_and_part_of_the_name(submission: Submission, project: Project) -> None:
    rows = make_submissions(submission, 12)

    def find(state: str = "", words: str = "") -> list[Submission]:
        filters = SubmissionFilters(state=state, words=read_words(words))
        return list_submissions(projects=[project.pk], filters=filters).rows

    assert find(state=State.QUEUED) == rows
    assert find(state=State.CREATED) == []
    assert sorted(row.name for row in find(words="GATE-1")) == ["gate-1", "gate-10", "gate-11"]
    assert find(words="%%%") == find(words="\x00\ud800?") == []


def draft_of(submission: Submission) -> UUID:
    assert submission.draft_id is not None
    return submission.draft_id


def test_another_projects_submissions_are_not_listed(submission: Submission) -> None:
    other = Project.objects.create(slug="other", name="Other", sign_in="token")
    assert list_submissions(projects=[other.pk]).rows == []
    with pytest.raises(Submission.DoesNotExist):
        get_submission(project=other, submission_id=submission.pk)
    assert find_submission_of_draft(project=other, draft_id=draft_of(submission)) is None


@pytest.mark.parametrize("has_parts", [False, True])
def test_one_submission_takes_a_query_and_one_for_each_part(
    submission: Submission,
    project: Project,
    operator: User,
    has_parts: bool,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    parts: list[Sequence[object]] = [[], [], []]
    if has_parts:
        row = submission
        attempts = [Attempt.objects.create(submission=row, number=each, started_at=NOW) for each in (2, 1)]
        tasks = [CreatedTask.objects.create(submission=row, position=each) for each in (1, 0)]
        decision = Decision.objects.create(
            submission=row, by=operator, at=NOW, verdict="looked", attempt_count=1
        )
        parts = [attempts[::-1], tasks[::-1], [decision]]
    with django_assert_num_queries(4 if has_parts else 1):
        row = get_submission(project=project, submission_id=submission.pk)
        drawn = (row.project, row.service.name, row.created_by)
        found = [list(row.attempts.all()), list(row.tasks.all()), list(row.decisions.all())]
        owners = {each.submission for each in row.attempts.all()} | {each.by for each in row.decisions.all()}
    assert (drawn, found) == ((project, "Counting", submission.created_by), parts)
    assert owners == ({row, operator} if has_parts else set())


def test_what_a_draft_became_is_found(submission: Submission, project: Project) -> None:
    assert find_submission_of_draft(project=project, draft_id=draft_of(submission)) == submission


@pytest.mark.parametrize(
    ("state", "outcome", "sentence"),
    [
        (State.QUEUED, {}, "Queued: it will be sent in a moment."),
        (State.SENDING, {}, "Sending: the cloud has not responded yet."),
        (
            State.WAITING,
            {"reason": "not_sent"},
            "Waiting: the cloud is unreachable. Next attempt at 12:00:00 UTC.",
        ),
        (
            State.WAITING,
            {"reason": "throttled"},
            "Waiting: the cloud asked to try again later. Next attempt at 12:00:00 UTC.",
        ),
        (
            State.WAITING,
            {"reason": "unreadable"},
            "Waiting: the secrets cannot be read. An administrator must restore the encryption key.",
        ),
        (State.CREATED, {}, "Created: the cloud returned the IDs."),
        (
            State.REFUSED,
            {"message": "The field [input] is required."},
            "Refused, nothing was created. The cloud says: The field [input] is required.",
        ),
        (
            State.UNKNOWN,
            {},
            "Unknown: it was sent, but no usable response came back. It is not sent again automatically.",
        ),
        (State.GIVEN_UP, {}, "Given up: it could not be sent for a whole day. Nothing was created."),
        (State.CANCELLED, {}, "Cancelled: it was cancelled before it was sent."),
        (State.CLOSED, {}, "Closed: an operator confirmed that it was not created and is no longer needed."),
    ],
)
def test_each_state_is_explained(state: State, outcome: OutcomeData, sentence: str) -> None:
    row = Submission(state=state, outcome=outcome, due_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert row.explanation == sentence
    assert row.is_settled == (state not in {State.QUEUED, State.SENDING, State.WAITING})
