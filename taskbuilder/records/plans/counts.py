"""How many rows of a plan there are of each kind, and the first that need a confirmation."""

from django.db.models import Count, QuerySet

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.selection import NEEDS_CONFIRMATION, Ticks, select_ticked
from taskbuilder.records.plans.states import Change

MOST_CONFIRMED = 20


def count_changes(plan: Plan) -> dict[Change, int]:
    """One query."""
    rows = PlanRow.objects.filter(plan=plan).order_by().values_list("change")
    return {Change(change): count for change, count in rows.annotate(Count("pk"))}


def list_confirmed(plan: Plan) -> list[PlanRow]:
    """The first rows that a run could send and that need a confirmation. One query."""
    return list(select_confirmed(plan).order_by("position")[:MOST_CONFIRMED])


def select_confirmed(plan: Plan) -> "QuerySet[PlanRow]":
    everything = Ticks(replaces=True, restores=True, confirms=True)
    return select_ticked(plan.pk, everything).filter(NEEDS_CONFIRMATION)
