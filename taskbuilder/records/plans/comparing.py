"""Comparing a plan's rows with what was created for their keys, in the database alone."""

from collections.abc import Collection

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from taskbuilder.records.cloud_tasks.states import GONE
from taskbuilder.records.models import Plan, PlanRow, Replacement, ReplacementState, RunStep, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.plans.states import Change, NameClash, StepState
from taskbuilder.records.submissions.fingerprints import READING
from taskbuilder.records.submissions.states import NOTHING_CREATED, SETTLED, State

NOT_THERE = (GONE, "DELETING")
"""States of tasks that are not there, or soon will not be."""
UNSETTLED = tuple(state for state in State if state not in SETTLED)
IS_INVALID = Q(problem_count__gt=0) | ~Q(key_problem="") | Q(name_clash=NameClash.ROW)
"""Of a row that was checked."""
SUBMISSION = Submission.objects.filter(pk=OuterRef("standing"))
"""Of a row."""


def compare_rows(plan: Plan, *, ids: Collection[int] | None = None) -> int:
    """Writes what each row is, or each of those; in the caller's transaction. A fixed number of queries.

    Answers how many were something else before. The rows were checked. Those that are neither in the table
    nor in the cloud any more are forgotten.
    """
    rows = PlanRow.objects.filter(plan=plan).order_by()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    restore_standing(rows)
    removed = rows.filter(Q(standing=None) | Exists(SUBMISSION.filter(task_state=GONE)), is_wanted=False)
    forgotten, _by_model = removed.delete()
    clashes = Value(NameClash.NONE) if plan.project.suffixes_names else find_clash(plan)
    return (
        forgotten
        + write(rows, "name_clash", clashes)
        + write(rows.filter(standing=None), "change", find_change_of_new())
        + write(rows.filter(standing__isnull=False), "change", find_change())
    )


def write(rows: "QuerySet[PlanRow]", column: str, found: Case | Value) -> int:
    """Only where the column has another value; answers in how many rows."""
    return rows.annotate(found=found).exclude(**{column: F("found")}).update(**{column: F("found")})


def restore_standing(rows: "QuerySet[PlanRow]") -> None:
    """Of rows whose submission came to nothing: what that was to replace is what is there."""
    steps = RunStep.objects.filter(row=OuterRef("pk"), submission=OuterRef("standing")).order_by("-pk")
    rows.filter(Exists(SUBMISSION.filter(state__in=NOTHING_CREATED)), standing__isnull=False).update(
        standing=Subquery(steps.values("before")[:1]),
        standing_digest=Coalesce(Subquery(steps.values("before_digest")[:1]), Value("")),
    )


def find_clash(plan: Plan) -> Case:
    """Whether another row has the name, or a task that this plan has not made."""
    others = PlanRow.objects.filter(plan=plan, is_wanted=True, name=OuterRef("name"))
    made = PlanRow.objects.filter(plan=plan, standing=OuterRef("pk"))
    leaving = Replacement.objects.filter(
        old=OuterRef("pk"), state__in=(ReplacementState.WAITING, ReplacementState.DELETING)
    )
    tasks = Submission.objects.filter(project=plan.project_id, name=OuterRef("name"), state__in=READING)
    tasks = tasks.exclude(task_state__in=NOT_THERE).exclude(Exists(made)).exclude(Exists(leaving))
    return Case(
        When(Q(name="") | Q(is_wanted=False), then=Value(NameClash.NONE)),
        When(Exists(others.exclude(pk=OuterRef("pk"))), then=Value(NameClash.ROW)),
        When(Exists(tasks), then=Value(NameClash.TASK)),
        default=Value(NameClash.NONE),
    )


def find_change_of_new() -> Case:
    return Case(When(IS_INVALID, then=Value(Change.INVALID)), default=Value(Change.NEW))


def find_change() -> Case:
    """Of a row with a submission, by the state of that, of its tasks, and by the request that it sent."""
    steps = RunStep.objects.filter(row=OuterRef("pk"), state=StepState.OPEN)
    is_gone = Exists(SUBMISSION.filter(task_state__in=NOT_THERE))
    is_same = Q(digest=F("standing_digest"))
    differs = SUBMISSION.annotate(mark=Coalesce(F("remarks"), 0).bitand(Remark.DIFFERS)).filter(mark__gt=0)
    return Case(
        When(Exists(SUBMISSION.filter(state__in=UNSETTLED)) | Exists(steps), then=Value(Change.PENDING)),
        When(Exists(SUBMISSION.filter(state=State.UNKNOWN)), then=Value(Change.UNKNOWN)),
        When(Q(is_gone) & Q(is_wanted=False), then=Value(Change.PENDING)),
        When(Q(is_wanted=False), then=Value(Change.GONE)),
        When(is_same & ~Q(is_gone) & ~Q(Exists(differs)), then=Value(Change.UNCHANGED)),
        When(IS_INVALID, then=Value(Change.INVALID)),
        When(is_gone, then=Value(Change.LOST)),
        When(is_same, then=Value(Change.DRIFTED)),
        default=Value(Change.CHANGED),
    )
