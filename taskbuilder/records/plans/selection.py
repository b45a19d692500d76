"""Which rows of a plan a run does, and which are left of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from taskbuilder.records.models import PlanRow, PlanRun, RunStep, Submission
from taskbuilder.records.plans.comparing import NOT_THERE
from taskbuilder.records.plans.states import KIND_OF, Change, NameClash, StepKind, StepState
from taskbuilder.records.submissions.states import State

NEEDS_CONFIRMATION = ~Q(change=Change.GONE) & (Q(confirm_count__gt=0) | Q(name_clash=NameClash.TASK))
"""Of a row that a run would send."""
MADE = (StepKind.CREATE, StepKind.REPLACE)


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """What somebody allows a run to do; `is_canary`: the first row alone, until somebody resumes."""

    creates: bool = True
    replaces: bool = False
    restores: bool = False
    deletes: bool = False
    confirms: bool = False
    is_canary: bool = False

    def list_changes(self) -> list[Change]:
        allowed = {
            Change.NEW: self.creates,
            Change.LOST: self.creates,
            Change.CHANGED: self.replaces,
            Change.DRIFTED: self.restores,
            Change.GONE: self.deletes,
        }
        return [change for change, is_allowed in allowed.items() if is_allowed]


def read_ticks(run: PlanRun) -> Ticks:
    return Ticks(
        creates=run.creates,
        replaces=run.replaces,
        restores=run.restores,
        deletes=run.deletes,
        confirms=run.confirms,
        is_canary=run.is_canary,
    )


def select_ticked(plan_id: UUID, ticks: Ticks) -> "QuerySet[PlanRow]":
    """The rows of a compared plan that are ticked."""
    rows = PlanRow.objects.filter(plan=plan_id, change__in=ticks.list_changes(), key_problem="")
    return rows if ticks.confirms else rows.exclude(NEEDS_CONFIRMATION)


def select_all(run: PlanRun) -> "QuerySet[PlanRow]":
    """The rows that are, or would be, done by a run that has done nothing yet."""
    if run.undoes_id is not None:
        return select_made(run.undoes_id, run.plan_id)
    rows = select_ticked(run.plan_id, read_ticks(run))
    if run.retries_id is None:
        return rows
    return rows.filter(still_refused(run.retries_id))


REPEATABLE = (StepState.REFUSED, StepState.CANCELLED, StepState.SKIPPED)


def still_refused(run_id: UUID) -> Q:
    """Rows for which a run was refused what would be done with them now: not those that were made since."""
    steps = RunStep.objects.filter(run=run_id, key=OuterRef("key"), state__in=REPEATABLE)
    wanted = Q()
    for change, kind in KIND_OF.items():
        wanted |= Q(Exists(steps.filter(kind=kind)), change=change)
    return wanted


def select_made(run_id: UUID, plan_id: UUID) -> "QuerySet[PlanRow]":
    """The rows whose tasks a run has made, where these are still there."""
    made = RunStep.objects.filter(
        run=run_id, row=OuterRef("pk"), submission=OuterRef("standing"), kind__in=MADE
    )
    there = Submission.objects.filter(pk=OuterRef("standing"), state=State.CREATED)
    rows = PlanRow.objects.filter(plan=plan_id, standing__isnull=False)
    return rows.filter(Exists(made), Exists(there.exclude(task_state__in=NOT_THERE)))


def select_left(run: PlanRun) -> "QuerySet[PlanRow]":
    """Those that it has not begun, in the order of the table."""
    begun = RunStep.objects.filter(run=run.pk, row=OuterRef("pk"))
    return select_all(run).exclude(Exists(begun)).order_by("position")
