"""Reading runs: how far they have come, and their steps page by page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Count, QuerySet

from taskbuilder.records.models import Plan, PlanRun, RunStep
from taskbuilder.records.plans.states import StepState
from taskbuilder.records.submissions.listing import PAYLOADS

MOST_RUNS = 100
RECENT = timedelta(minutes=1)
"""What the rate of a run is counted over."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run has come. `a_minute`: rows ended in the last one; `seconds_left`: None if unknown."""

    total: int
    counts: dict[StepState, int]
    a_minute: float
    seconds_left: int | None

    @property
    def open(self) -> int:
        return self.counts.get(StepState.OPEN, 0)

    @property
    def ended(self) -> int:
        return sum(self.counts.values()) - self.open

    @property
    def left(self) -> int:
        """Rows that it has not begun."""
        return max(0, self.total - self.ended - self.open)

    @property
    def percent(self) -> int:
        return min(100, self.ended * 100 // self.total) if self.total else 100


def read_progress(run: PlanRun, *, now: datetime) -> Progress:
    """Two queries."""
    states = RunStep.objects.filter(run=run).order_by().values("state").annotate(count=Count("pk"))
    counts = {StepState(each["state"]): each["count"] for each in states}
    since = max(run.asked_at, now - RECENT)
    ended = RunStep.objects.filter(run=run, settled_at__gt=since).count()
    seconds = max((now - since).total_seconds(), 1.0)
    a_minute = ended * 60 / seconds
    left = run.total - sum(counts.values()) + counts.get(StepState.OPEN, 0)
    return Progress(
        total=run.total,
        counts=counts,
        a_minute=a_minute,
        seconds_left=ceil(left * 60 / a_minute) if a_minute and run.is_open else None,
    )


def find_run(plan: Plan, run_id: UUID) -> PlanRun | None:
    """With who asked for it. One query."""
    rows = PlanRun.objects.filter(plan=plan, pk=run_id).select_related("by", "undoes", "retries")
    found = rows.first()
    if found is not None:
        found.plan = plan
    return found


def list_runs(plan: Plan) -> list[PlanRun]:
    """The latest first, with who asked for them. One query."""
    rows = PlanRun.objects.filter(plan=plan).select_related("by").order_by("-asked_at")
    return list(rows[:MOST_RUNS])


def read_steps(
    run: PlanRun, *, state: StepState | None = None, start: int = 0, limit: int = 50
) -> list[RunStep]:
    """A page of a run's steps in their order, with their submissions and rows. Two queries."""
    return list(select_steps(run, state)[start : start + limit])


def select_steps(run: PlanRun, state: StepState | None = None) -> "QuerySet[RunStep]":
    steps = RunStep.objects.filter(run=run).select_related("submission", "row")
    steps = steps.defer("row__cells", *(f"submission__{name}" for name in PAYLOADS))
    if state is not None:
        steps = steps.filter(state=state)
    return steps.prefetch_related("submission__tasks").order_by("pk")
