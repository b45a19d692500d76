"""Rate limits and back-off of a project: how many requests may go out, shared by all senders.

The row of a project's pace is locked by each claim for it, so that the limits hold across processes and
machines. After a failure nothing is sent for a growing while, and then one request alone, to probe; its
answer opens the way for the others.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import floor

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from taskbuilder.records.models import Pace, Project, Result, Submission, TaskAction
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.sql import CompiledQuery, CompiledUpdate, ids_of, param
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_actions.states import ActionState

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=1)
TURN = 0.1
"""Seconds that a claimer may sleep between two looks; a fast rate is handed out in turns of this length."""


@CompiledQuery
def open_projects() -> QuerySet[Project]:
    """The projects that may be sent to and something was due for by `due_by`, in no order."""
    due = Submission.objects.filter(project=OuterRef("pk"), due_at__lte=param(Submission, "due_at", "due_by"))
    paused = {"pace__paused_until__gt": param(Pace, "paused_until", "now")}
    return Project.objects.filter(Exists(due)).exclude(**paused).order_by("?")


@CompiledQuery
def in_flight() -> QuerySet[Project, int]:
    """How many requests of a project are under way: to create tasks, and to start, stop or delete them."""
    creates = Submission.objects.filter(project=OuterRef("pk"), state=State.SENDING)
    actions = TaskAction.objects.filter(project=OuterRef("pk"), state=ActionState.SENDING)
    counts = [
        Coalesce(Subquery(rows.order_by().values("project").annotate(count=Count("pk")).values("count")), 0)
        for rows in (creates, actions)
    ]
    project = Project.objects.order_by().filter(pk=param(Project, "id", "project"))
    return project.annotate(in_flight=counts[0] + counts[1]).values_list("in_flight", flat=True)


@CompiledUpdate
def end_failures() -> tuple[QuerySet[Pace], dict[str, object]]:
    troubled = Pace.objects.filter(project__id__among=ids_of(Project), failures__gt=0)
    return troubled, {"failures": 0, "paused_until": None, "unreachable_since": None}


PACES = CompiledQuery(lambda: Pace.objects.select_for_update().filter(pk=param(Pace, "project")))


def lock_pace(project_id: int) -> Pace:
    """The project's row, locked until the transaction ends."""
    pace = PACES.find(project=project_id)
    if pace is None:
        Pace.objects.get_or_create(pk=project_id)
        (pace,) = PACES.run(project=project_id)
    return pace


def count_allowed(pace: Pace, project: Project, *, now: datetime) -> int:
    """How many requests may be claimed now; `pace` is locked."""
    if pace.paused_until is not None and now < pace.paused_until:
        return 0
    most = 1 if pace.failures else project.most_in_flight
    free = max(0, most - (in_flight.find(project=project.pk) or 0))
    rate = project.most_a_second
    if not rate or not free:
        return free
    # Time in which nothing was sent is not saved up: it would all go at once.
    ahead = min(0.0, (now - (pace.free_at or now)).total_seconds()) + find_burst_seconds(rate)
    return min(free, max(0, floor(ahead / find_interval(rate) + 1 + 1e-9)))


def spend(pace: Pace, project: Project, count: int, *, now: datetime) -> None:
    """Notes that so many were claimed; `pace` is locked."""
    rate = project.most_a_second
    if not rate or not count:
        return
    pace.free_at = max(pace.free_at or now, now) + timedelta(seconds=count * find_interval(rate))
    pace.save(update_fields=["free_at"])


def find_burst_seconds(rate: float) -> float:
    """How far ahead of its time a request may go: only where a claimer's turn is longer than its interval."""
    return TURN if rate > 1 / TURN else 0.0


def find_interval(rate: float) -> float:
    """Seconds between two requests, such that with bursts no second ever sees more than the rate."""
    burst = find_burst_seconds(rate) * rate
    return 1 / (rate - burst - 1) if burst else 1 / rate


def next_wait(
    *,
    failures: int,
    retry_after: float | None,
    jitter: float,
    first: timedelta = FIRST_WAIT,
    longest: timedelta = LONGEST_WAIT,
) -> timedelta:
    """Doubles with each failure up to a bound, less up to a half by `jitter`; at least `retry_after`."""
    doublings = min(failures - 1, 16)
    grown = min(first * (1 << doublings), longest)
    return max(grown * (0.5 + jitter / 2), timedelta(seconds=retry_after or 0))


def is_failure(outcome: Outcome) -> bool:
    """Whether the cloud is in trouble, or wants fewer requests; a clear yes or no is none."""
    return outcome.result in {Result.NOT_SENT, Result.THROTTLED, Result.UNKNOWN}


@transaction.atomic
def record_outcomes(
    ends: Sequence[tuple[int, datetime, Outcome]], *, now: datetime, jitter: Callable[[], float]
) -> list[datetime | None]:
    """Slows projects down or lets them go on, by what attempts came to; answers until when each is paused.

    `ends` are a project's id, when the attempt began, and its outcome.
    """
    well = {project_id for project_id, _started_at, outcome in ends if not is_failure(outcome)}
    if well:
        end_failures.run(ids=well)
    return [
        record_failure(project_id, outcome, started_at=started_at, now=now, jitter=jitter())
        if is_failure(outcome)
        else None
        for project_id, started_at, outcome in ends
    ]


def record_failure(
    project_id: int, outcome: Outcome, *, started_at: datetime, now: datetime, jitter: float
) -> datetime | None:
    """Pauses the project for a while; answers until when.

    Of many requests that were in flight together only the first to fail counts: the others, begun before the
    pause, say nothing new.
    """
    pace = lock_pace(project_id)
    is_news = pace.paused_until is None or started_at >= pace.paused_until
    if is_news:
        pace.failures += 1
    paused_until = now + next_wait(failures=pace.failures, retry_after=outcome.retry_after, jitter=jitter)
    if is_news or outcome.retry_after is not None:
        pace.paused_until = max(pace.paused_until or paused_until, paused_until)
    if outcome.result is not Result.NOT_SENT or outcome.http_status is not None:
        pace.unreachable_since = None  # it was there: what was sent had a connection
    elif pace.unreachable_since is None:
        pace.unreachable_since = now
    pace.save()
    return pace.paused_until


def record_reachable(project_id: int) -> None:
    """Notes that the cloud answered something else than a create call: how that would fare is still open."""
    Pace.objects.filter(pk=project_id, unreachable_since__isnull=False).update(unreachable_since=None)
