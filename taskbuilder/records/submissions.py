"""Freezing a draft into a submission, and reading submissions back."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch, QuerySet

from taskbuilder.records.announcing import announce
from taskbuilder.records.checkpoints import Point, passing
from taskbuilder.records.drafts import DraftGone, DraftMoved
from taskbuilder.records.fields import storable_text
from taskbuilder.records.marks import mark_inputs
from taskbuilder.records.models import ApiToken, Decision, Draft, Project, Service, Submission
from taskbuilder.records.models.submissions import DESCRIPTION_LENGTH, NAME_LENGTH
from taskbuilder.records.pages import Page, page_newer, page_older, read_cursor
from taskbuilder.records.states import State
from taskbuilder.taskspec.secrets import split_secrets

COUNT_BOUND = 10_000
# What a list never shows: the request and everything that is as large.
PAYLOADS = ("request", "secrets", "confirmations")


@transaction.atomic
def submit(
    *,
    draft: Draft,
    request: dict[str, Any],
    confirmations: list[dict[str, Any]],
    by: User,
    now: datetime,
    revision: int | None = None,
) -> Submission:
    """Freezes `request` (canonical, with its secrets) as the one submission of this draft; removes the draft.

    A second call for the same draft answers the first one's row: a double click, a reload, two tabs. Raises
    DraftMoved where the draft is no longer at `revision`, the one that was reviewed, or lost its service, to
    another project too; DraftGone where it was removed unsubmitted.
    """
    held = Draft.objects.select_for_update().filter(pk=draft.pk).select_related(None).first()
    earlier = Submission.objects.filter(draft_id=draft.pk).first()
    if earlier is not None:
        return earlier
    if held is None:
        raise DraftGone
    is_moved = revision is not None and held.revision != revision
    if held.service is None or held.service.project_id != held.project_id or is_moved:
        raise DraftMoved(revision or held.revision)
    submission = freeze(
        project=held.project,
        service=held.service,
        request=request,
        confirmations=confirmations,
        by=by,
        now=now,
        draft_id=held.pk,
    )
    enter(submission)
    held.delete()
    return submission


def freeze(
    *,
    project: Project,
    service: Service,
    request: dict[str, Any],
    confirmations: list[dict[str, Any]],
    by: User,
    now: datetime,
    submission_id: UUID | None = None,
    draft_id: UUID | None = None,
    token: ApiToken | None = None,
) -> Submission:
    """The submission's row, not yet stored: secrets apart, and due at once."""
    masked, secrets = split_secrets(request)
    return Submission(
        pk=submission_id or uuid4(),
        project=project,
        service=service,
        draft_id=draft_id,
        token=token,
        created_by=by,
        created_at=now,
        name=storable_text(masked.get("name", ""), limit=NAME_LENGTH),
        description=storable_text(masked.get("description", ""), limit=DESCRIPTION_LENGTH),
        request=masked,
        secrets=secrets,
        confirmations=confirmations,
        due_at=now,
    )


def enter(submission: Submission) -> None:
    """Stores a frozen submission, inside the caller's transaction; with its commit it is the outbox's."""
    submission.save(force_insert=True)
    mark_inputs(submission, submission.service)
    passing(Point.SUBMITTING)
    transaction.on_commit(lambda: passing(Point.SUBMITTED))
    transaction.on_commit(lambda: announce(submission.pk))


def find_submission_of_draft(*, project: Project, draft_id: UUID, person: User) -> Submission | None:
    """What this person's draft became, for a Back or a reload after creating. One query."""
    return Submission.objects.filter(draft_id=draft_id, project=project, created_by=person).first()


def list_submissions(
    *,
    project: Project,
    before: str | None = None,
    after: str | None = None,
    limit: int = 50,
    state: str = "",
    name: str = "",
) -> Page:
    """The page older than the cursor `before`, or newer than `after`, or else the newest. One query.

    `state` is one of State's values, `name` a part of the name in any letter case; an empty one filters
    nothing. A cursor that cannot be read, as from a mangled address, leads to the newest page.
    """
    rows = filter_submissions(project=project, state=state, name=name)
    rows = rows.defer(*PAYLOADS).select_related("service", "created_by")
    if (cursor := read_cursor(after)) is not None:
        return page_newer(rows, cursor, limit)
    return page_older(rows, read_cursor(before), limit)


def list_unknown(*, project: Project, limit: int) -> list[Submission]:
    """What waits for a decision, the oldest first, with attempts and decisions. Three queries."""
    rows = Submission.objects.filter(project=project, state=State.UNKNOWN).defer("secrets", "confirmations")
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    told = rows.select_related("service", "created_by").prefetch_related("attempts", decisions)
    return list(told.order_by("created_at", "pk")[:limit])


def filter_submissions(*, project: Project, state: str, name: str) -> QuerySet[Submission]:
    rows = Submission.objects.filter(project=project)
    if state:
        rows = rows.filter(state=state)
    if name:
        rows = rows.filter(name__icontains=storable_text(name, limit=NAME_LENGTH))
    return rows


def count_submissions(*, project: Project, state: str = "", name: str = "") -> int:
    """How many there are, counted no further than COUNT_BOUND + 1. One query."""
    return filter_submissions(project=project, state=state, name=name)[: COUNT_BOUND + 1].count()


def get_submission(*, project: Project, submission_id: UUID) -> Submission:
    """One submission with all that belongs to it; raises Submission.DoesNotExist. Four queries.

    That is its project, service, person, attempts, tasks, and decisions with who made them.
    """
    rows = Submission.objects.select_related("project", "service", "created_by")
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    return rows.prefetch_related("attempts", "tasks", decisions).get(pk=submission_id, project=project)
