"""Finding submissions: pages of them, one with all its parts, and those that share a name."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    TextField,
)

from taskbuilder.records.cloud_tasks.queries import select_followed
from taskbuilder.records.fields import fields_of
from taskbuilder.records.keyset import Page
from taskbuilder.records.models import (
    Attempt,
    Comment,
    CreatedTask,
    Decision,
    Project,
    Replacement,
    Submission,
)
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.filters import Projects, SubmissionFilters
from taskbuilder.records.submissions.listing import PAYLOADS, make_listing
from taskbuilder.records.submissions.pagination import BY_TIME
from taskbuilder.records.submissions.states import NOTHING_CREATED, SETTLED, State

Related = TypeVar("Related", Attempt, CreatedTask, Decision)
MOST_REQUESTS = 30
NAMESAKES_AMONG = 1_000
"""How many of a project's latest submissions are searched for others with the same name."""


def find_submission_of_draft(*, project: Project, draft_id: UUID) -> Submission | None:
    """What a draft became, for a Back or a reload after creating, or for others who had it too. One query."""
    return Submission.objects.filter(draft_id=draft_id, project=project).first()


def list_submissions(
    *,
    projects: Projects,
    filters: SubmissionFilters | None = None,
    before: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Submission]:
    """The page older than the cursor `before`, or newer than `after`, or else the newest.

    `projects` are the keys of those to look in, None for all. A cursor that cannot be read, as from a mangled
    address, leads to the newest page. One query; with several filters, words or projects up to five.
    """
    listing = make_listing(filters or SubmissionFilters(), projects)
    return BY_TIME.read_page(listing.fetch_all, before=before, after=after, limit=limit)


def list_unknown(*, project: Project, limit: int) -> list[Submission]:
    """What waits for a decision, the oldest first, with attempts and decisions. Three queries."""
    rows = Submission.objects.filter(project=project, state=State.UNKNOWN).defer("secrets", "confirmations")
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    related = rows.select_related("service", "created_by").prefetch_related("attempts", decisions)
    return list(related.order_by("created_at", "pk")[:limit])


class Progress(NamedTuple):
    """How far a submission has come: it differs as soon as anything happened to it, comments apart."""

    state: str
    created_at: datetime
    due_at: datetime | None
    attempted_at: datetime | None
    ended_at: datetime | None
    decided_at: datetime | None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def changed_at(self) -> datetime:
        return max(filter(None, (self.created_at, self.attempted_at, self.ended_at, self.decided_at)))


def read_progress(*, project: Project, submission_id: UUID) -> Progress | None:
    """None for a submission that is not the project's. One query, of no text."""
    rows = Submission.objects.filter(project=project, pk=submission_id).order_by()
    latest = (Max("attempts__started_at"), Max("attempts__ended_at"), Max("decisions__at"))
    found = rows.values_list("state", "created_at", "due_at", *latest).first()
    return Progress(*found) if found else None


def find_progress(submission: Submission) -> Progress:
    """The same of one that has its attempts and decisions."""
    attempts, decisions = submission.attempts.all(), submission.decisions.all()
    return Progress(
        state=submission.state,
        created_at=submission.created_at,
        due_at=submission.due_at,
        attempted_at=max((each.started_at for each in attempts), default=None),
        ended_at=max((each.ended_at for each in attempts if each.ended_at), default=None),
        decided_at=max((each.at for each in decisions), default=None),
    )


def get_submission(*, project: Project, submission_id: UUID) -> Submission:
    """One submission with all that belongs to it; raises Submission.DoesNotExist. One to four queries.

    None is made for attempts, tasks or decisions that it does not have. What belongs to it: its project,
    service, person, attempts, tasks with what is known of them, decisions with who made them, the one that
    it was made from, without its request, and the template's version. `has_comments` and
    `has_replacements`: whether it has any.
    """
    found = find_with_parts(SUBMISSION, project, submission_id)
    if vars(found)["has_decisions"]:
        hold(found, "decisions", found.decisions.all(), DECISIONS.ask(submission=submission_id))
    else:
        hold_none(found, "decisions", Decision)
    return found


def get_outcome(*, project: Project, submission_id: UUID) -> Submission:
    """The same with its service, attempts and tasks alone, which is all that programs read."""
    return find_with_parts(OUTCOME, project, submission_id)


def as_recorded(submission: Submission) -> Submission:
    """One that was recorded just now, as `get_outcome` would find it: nobody has sent it yet."""
    hold_none(submission, "attempts", Attempt)
    hold_none(submission, "tasks", CreatedTask)
    return submission


def find_with_parts(query: Prepared[Submission], project: Project, submission_id: UUID) -> Submission:
    """With its attempts and tasks; raises Submission.DoesNotExist."""
    found = query.first(pk=submission_id, project=project.pk)
    if found is None:
        raise Submission.DoesNotExist
    found.project = project
    has = vars(found)
    if has["has_attempts"]:
        hold(found, "attempts", found.attempts.all(), ATTEMPTS.ask(submission=submission_id))
    else:
        hold_none(found, "attempts", Attempt)
    if has["has_tasks"]:
        hold(found, "tasks", found.tasks.all(), TASKS.ask(submission=submission_id))
    else:
        hold_none(found, "tasks", CreatedTask)
    return found


def hold(owner: Submission, name: str, rows: "QuerySet[Related]", found: "list[Related]") -> None:
    """As prefetching does it: `rows`, the related ones of that name, are those that were found."""
    for each in found:
        each.submission = owner
    vars(rows).update(_result_cache=found, _prefetch_done=True)
    remember_rows(owner, name, rows)


def hold_none(owner: Submission, name: str, model: type[Model]) -> None:
    """The same where there are none: what says so takes Django long to make, and is shared."""
    remember_rows(owner, name, find_none(model))


def remember_rows(owner: Submission, name: str, rows: "QuerySet[Model]") -> None:
    vars(owner).setdefault("_prefetched_objects_cache", {})[name] = rows


@cache
def find_none(model: type[Model]) -> "QuerySet[Model]":
    rows = model._default_manager.none()
    vars(rows).update(_result_cache=[], _prefetch_done=True)
    return rows


def has_rows_of(model: type[Model]) -> Exists:
    """Whether a submission has any."""
    return Exists(model._default_manager.filter(submission=OuterRef("pk")))


def select_outcome() -> QuerySet[Submission]:
    rows = Submission.objects.select_related("service").defer("secrets", "service__config_schema")
    counted = rows.annotate(has_attempts=has_rows_of(Attempt), has_tasks=has_rows_of(CreatedTask))
    project = Parameter("project", fields_of(Project)["id"])
    return counted.filter(pk=Parameter("pk", fields_of(Submission)["id"]), project=project)


def select_submission() -> QuerySet[Submission]:
    related = Submission.objects.select_related("service", "created_by", "made_from", "template")
    rows = related.defer(*(f"made_from__{name}" for name in PAYLOADS), "template__answers", "template__asked")
    replacements = [Replacement.objects.filter(**{side: OuterRef("pk")}) for side in ("new", "old")]
    counted = rows.annotate(
        has_replacements=Exists(replacements[0]) | Exists(replacements[1]),
        has_comments=has_rows_of(Comment),
        has_attempts=has_rows_of(Attempt),
        has_tasks=has_rows_of(CreatedTask),
        has_decisions=has_rows_of(Decision),
    )
    project = Parameter("project", fields_of(Project)["id"])
    return counted.filter(pk=Parameter("pk", fields_of(Submission)["id"]), project=project)


OF_SUBMISSION = Parameter("submission", fields_of(Submission)["id"])
SUBMISSION, OUTCOME = Prepared(select_submission), Prepared(select_outcome)
ATTEMPTS = Prepared(lambda: Attempt.objects.filter(submission=OF_SUBMISSION).order_by("number"))
TASKS = Prepared(lambda: select_followed().filter(submission=OF_SUBMISSION))
DECISIONS = Prepared(
    lambda: Decision.objects.filter(submission=OF_SUBMISSION).select_related("by").order_by("at", "pk")
)


LATEST_REQUESTS = Prepared(
    lambda: (
        Submission.objects.filter(project=Parameter("project", fields_of(Project)["id"]))
        .order_by("-created_at", "-id")
        .annotate(text=ExpressionWrapper(F("request"), TextField()))
        .values_list("text", flat=True)[:MOST_REQUESTS]
    )
)


def find_submissions(*, project: Project, ids: Iterable[UUID]) -> dict[UUID, Submission]:
    """Those of these ids that the project has, with their service and person, without secrets. One query."""
    rows = Submission.objects.filter(project=project).defer("secrets", "confirmations")
    return rows.select_related("service", "created_by").in_bulk({*ids})


def find_submission_of_task(*, project: Project, task_id: str) -> UUID | None:
    """The id of the submission that created a task. One query."""
    tasks = CreatedTask.objects.filter(task_id=task_id, submission__project=project)
    return tasks.values_list("submission", flat=True).first()


def list_latest_requests(project: Project) -> list[str]:
    """The requests of a project's latest submissions as JSON, newest first, each secret in them a MASK.

    One query.
    """
    return LATEST_REQUESTS.ask(project=project.pk)


def select_namesakes(
    *, pk: UUID | Parameter, project: int | Parameter, name: str | Parameter
) -> QuerySet[Submission]:
    """Others of a project's last whose tasks have, or may get, a submission's name; the newest first."""
    rows = Submission.objects.filter(project=project).order_by("-created_at", "-id")
    others = Submission.objects.filter(pk__in=rows.values("pk")[:NAMESAKES_AMONG], name=name)
    others = others.exclude(pk=pk).exclude(state__in=NOTHING_CREATED)
    return others.order_by("-created_at", "-id")
