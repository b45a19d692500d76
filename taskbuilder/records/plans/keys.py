"""Keys of rows whose cells were written: new ones, and those that others had."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.models.plans import KEY_LENGTH
from taskbuilder.records.plans.grouping.lines import Cells
from taskbuilder.records.plans.rendering import Renderer
from taskbuilder.records.plans.states import Change, KeyProblem


def make_key(renderer: Renderer, cells: Cells) -> str:
    """As it is stored; one that is too long stays so."""
    return storable_text(renderer.key_of(cells), limit=KEY_LENGTH + 1)


def shorten_key(key: str) -> str:
    """As much of it as is stored."""
    return storable_text(key, limit=KEY_LENGTH)


def find_key_problem(key: str) -> KeyProblem | None:
    if not key:
        return KeyProblem.MISSING
    return KeyProblem.LONG if len(key) > KEY_LENGTH else None


class Rekeying:
    """Gives rows the keys that their cells make, and those a key of their own that were second to them.

    A row whose task is there keeps its key until its cells make another one that is free: nothing is
    created twice.
    """

    def __init__(self, plan: Plan, renderer: Renderer) -> None:
        self.plan, self.renderer = plan, renderer

    def renew(self, rows: Sequence[PlanRow]) -> None:
        freed = {key for row in rows for key in self.write(row)} | self.exchange()
        for key in freed:
            self.promote(key)

    def write(self, row: PlanRow) -> Iterator[str]:
        """Yields the key that the row had, where it has another now."""
        before, key = row.key, make_key(self.renderer, row.cells)
        if key == before and row.key_problem == KeyProblem.NONE:
            return
        row.key_problem = find_key_problem(key) or self.find_other(row, key)
        if row.key_problem == KeyProblem.NONE or row.standing_id is None:
            row.key = shorten_key(key)
        PlanRow.objects.filter(pk=row.pk).update(key=row.key, key_problem=row.key_problem)
        if row.key != before:
            yield before

    def exchange(self) -> set[str]:
        """Gives rows with tasks the keys that they wait for, all at once: two may have each other's.

        Answers which keys they had.
        """
        waiting = self.select_holders().filter(key_problem=KeyProblem.DUPLICATE)
        rows = {row.pk: row for row in waiting.order_by("position")}
        wanted = {pk: make_key(self.renderer, row.cells) for pk, row in rows.items()}
        holders = dict(self.select_holders().filter(key__in=wanted.values()).values_list("key", "pk"))
        firsts = {key: pk for pk, key in reversed(wanted.items())}
        moving = set(firsts.values())
        while blocked := {pk for pk in moving if holders.get(wanted[pk], pk) not in moving}:
            moving -= blocked
        for pk in moving:
            PlanRow.objects.filter(pk=pk).update(key=wanted[pk], key_problem=KeyProblem.NONE)
        return {rows[pk].key for pk in moving}

    def select_holders(self) -> "QuerySet[PlanRow]":
        """The rows that have keys of their own."""
        rows = PlanRow.objects.filter(plan=self.plan)
        return rows.filter(Q(key_problem=KeyProblem.NONE) | Q(standing__isnull=False))

    def find_other(self, row: PlanRow, key: str) -> KeyProblem:
        others = self.select_holders().filter(key=key).exclude(pk=row.pk)
        return KeyProblem.DUPLICATE if others.exists() else KeyProblem.NONE

    def promote(self, key: str) -> None:
        """The first of the rows that were second to one that has another key now."""
        seconds = PlanRow.objects.filter(plan=self.plan, key=key, key_problem=KeyProblem.DUPLICATE)
        second = seconds.filter(standing=None).order_by("position").first()
        if second is not None and self.find_other(second, key) is KeyProblem.NONE:
            PlanRow.objects.filter(pk=second.pk).update(key_problem=KeyProblem.NONE, change=Change.UNJUDGED)
