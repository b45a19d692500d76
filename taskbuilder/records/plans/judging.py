"""Checking the rows of a plan by every rule, a chunk at a time, and comparing them with what is there."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Plan, PlanRow, PlanRun
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.sql import Change as RowChange
from taskbuilder.records.outbox.sql import update_each
from taskbuilder.records.plans.comparing import compare_rows
from taskbuilder.records.plans.judge import Judge
from taskbuilder.records.plans.settling import settle_unknown
from taskbuilder.records.plans.states import RunState
from taskbuilder.records.plans.store import lock_plan, make_renderer
from taskbuilder.records.write_lock import give_way
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.secrets.split import mask_url

MOST_AT_ONCE = 5_000
"""Rows that are checked while somebody waits for the page; more are left to a relay."""
CHUNK = 500
LEASE = timedelta(minutes=1)
"""How long a relay may say nothing of a check before another begins it anew."""
COLUMNS = ("position", "cells", "name", "digest", "problem_count", "confirm_count", "cpu", "memory")
MOST_COUNTED = 30_000
MOST_NUMBERS = 5
DIFFERS = _("“%(column)s” differs in rows %(rows)s, which are one task. Enter the same in each.")
logger = logging.getLogger(__name__)


class Overtaken(Exception):
    """The plan was changed meanwhile, or another check has begun."""


def ensure_judged(plan: Plan, *, now: datetime) -> bool:
    """Whether the plan is checked and compared now: at once where it is short, else a relay is asked to.

    Raises UnreadableSecret. Nothing is done while a run applies it: then whether it is checked.
    """
    if PlanRun.objects.filter(plan=plan, state=RunState.RUNNING).exists():
        return plan.is_judged
    if plan.is_judged:
        return refresh_comparison(plan, now=now)
    if PlanRow.objects.filter(plan=plan)[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        request_judging(plan, now=now)
        return False
    return judge_plan(plan, now=now)


def request_judging(plan: Plan, *, now: datetime) -> None:
    """Has a relay check the plan as it is now, unless one does."""
    idle = Plan.objects.filter(pk=plan.pk, judge_due_at=None).exclude(judged_revision=F("revision"))
    idle.update(judge_due_at=now, judged_rows=0)
    plan.refresh_from_db(fields=["judge_due_at", "judged_rows", "judging", "revision"])


def judge_plan(plan: Plan, *, now: datetime) -> bool:
    """Checks every row, then compares; False where the plan was changed or checked meanwhile."""
    token = claim(plan, now=now)
    try:
        if token is not None:
            Judging(plan, token, now).run()
    except Overtaken:
        token = None
    plan.refresh_from_db(fields=["judging", "judged_revision", "judged_at", "judge_due_at", "judged_rows"])
    return token is not None


def refresh_comparison(plan: Plan, *, now: datetime) -> bool:
    """Compares a checked plan again with what is there; False where it was changed meanwhile.

    `judging` stays where nothing is otherwise: two people who look at a plan see the same check.
    """
    with transaction.atomic():
        held = lock_plan(plan.pk)
        if held.revision != plan.revision or not held.is_judged:
            return False
        renew_comparison(held, now=now)
    plan.judging, plan.judged_at = held.judging, held.judged_at
    return True


def renew_comparison(plan: Plan, *, now: datetime) -> None:
    """Compares a locked, checked plan with what is there, in the caller's transaction."""
    settle_unknown(plan, now=now)
    plan.judging, plan.judged_at = plan.judging + bool(compare_rows(plan)), now
    plan.save(update_fields=["judging", "judged_at"])


def claim(plan: Plan, *, now: datetime) -> int | None:
    """The number of a new check of the plan as it was read; None where it was changed, or another began."""
    token = plan.judging + 1
    same = Plan.objects.filter(pk=plan.pk, judging=plan.judging, revision=plan.revision)
    if not same.update(judging=token, judge_due_at=now + LEASE, judged_rows=0):
        return None
    fault_point(Point.JUDGE_CLAIMED)
    return token


def judge_due(*, now: datetime, stop: Event | None = None) -> int:
    """Checks the plans that are left to a relay; answers how many. One query where none is due."""
    count = 0
    for plan in Plan.objects.filter(judge_due_at__lte=now).order_by("judge_due_at").select_related("service"):
        if stop is not None and stop.is_set():
            break
        try:
            count += judge_plan(plan, now=timezone.now())
        except DATABASE_AWAY:
            raise
        except UnreadableSecret:
            logger.warning("A plan cannot be read with the present keys.", extra={"plan": str(plan.pk)})
            give_up(plan)
        except Exception:
            logger.exception("Checking a plan failed.", extra={"plan": str(plan.pk)})
            give_up(plan)
    return count


def give_up(plan: Plan) -> None:
    """Until somebody asks for it again."""
    Plan.objects.filter(pk=plan.pk).update(judge_due_at=None)


class Judging:
    """One check, in chunks that are committed on their own; only its end makes the plan a checked one."""

    def __init__(self, plan: Plan, token: int, now: datetime) -> None:
        self.plan, self.token, self.now = plan, token, now
        self.judge = make_judge(plan, now=now)
        self.done = 0

    def run(self) -> None:
        """Raises Overtaken, UnreadableSecret."""
        for rows in walk_wanted(self.plan):
            changes = list(self.list_changes(rows))
            self.done += len(rows)
            with transaction.atomic():
                self.hold(judged_rows=self.done, judge_due_at=timezone.now() + LEASE)
                update_each(PlanRow, changes)
                fault_point(Point.JUDGING)
            if self.done > MOST_AT_ONCE:
                give_way()
        self.finish()

    def list_changes(self, rows: Sequence[PlanRow]) -> Iterator[RowChange]:
        """What is to be written: nothing for rows of which all is known already."""
        for row in rows:
            found = self.judge_row(row)
            if any(getattr(row, name) != value for name, value in found.items()):
                yield {"id": row.pk}, found

    def judge_row(self, row: PlanRow) -> dict[str, object]:
        judged = self.judge.judge(row.cells)
        return {
            "name": storable_text(mask_url(judged.name), limit=NAME_LENGTH),
            "digest": judged.digest,
            "problem_count": min(judged.errors, MOST_COUNTED),
            "confirm_count": min(judged.confirms, MOST_COUNTED),
            "cpu": judged.cpu,
            "memory": judged.memory,
        }

    def finish(self) -> None:
        with transaction.atomic():
            self.hold(judged_revision=self.plan.revision, judged_at=self.now, judge_due_at=None)
            settle_unknown(self.plan, now=self.now)
            compare_rows(self.plan)
            fault_point(Point.JUDGED)
        fault_point(Point.COMPARED)

    def hold(self, **values: object) -> None:
        """Writes what is known of the check, inside the caller's transaction; raises Overtaken."""
        mine = Plan.objects.filter(pk=self.plan.pk, judging=self.token, revision=self.plan.revision)
        if not mine.update(**values):
            raise Overtaken


def make_judge(plan: Plan, *, now: datetime) -> Judge:
    """Raises UnreadableSecret."""
    service_id = plan.service.service_id if plan.service is not None else ""
    return Judge(renderer=make_renderer(plan), salt=bytes.fromhex(plan.salt), service_id=service_id, now=now)


def walk_wanted(plan: Plan) -> Iterator[list[PlanRow]]:
    """The rows of the table in its order, a chunk at a time."""
    rows = PlanRow.objects.filter(plan=plan, is_wanted=True).only(*COLUMNS).order_by("position")
    position = -1
    while chunk := list(rows.filter(position__gt=position)[:CHUNK]):
        yield chunk
        position = chunk[-1].position


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What is wrong with a row, in words: at a cell, or, where that is None, at none or several.

    `column` is the place of the cell: of a group those of its second row follow those of its first.
    `is_blocking`: it has to be fixed; else somebody has to confirm it.
    """

    column: int | None
    message: str
    is_blocking: bool


def list_problems(plan: Plan, rows: Iterable[PlanRow], *, now: datetime) -> dict[int, list[RowProblem]]:
    """Of each of these rows, by its `pk`: they are checked again, since problems are stored nowhere.

    Raises UnreadableSecret.
    """
    judge = make_judge(plan, now=now)
    return {row.pk: [*list_of_row(row), *list_of_cells(judge, row)] for row in rows}


def list_of_row(row: PlanRow) -> Iterator[RowProblem]:
    """Of its key and its name, among the others."""
    if row.key_problem:
        column = row.plan.key_column if row.plan.group_column is None else row.plan.group_column
        yield RowProblem(column=column, message=str(row.get_key_problem_display()), is_blocking=True)
    if row.name_clash:
        yield RowProblem(
            column=None, message=str(row.get_name_clash_display()), is_blocking=row.name_clash == "row"
        )


def list_of_cells(judge: Judge, row: PlanRow) -> Iterator[RowProblem]:
    if not row.is_wanted:
        return
    yield from list_of_group(judge, row)
    for problem, column in judge.list_problems(row.cells):
        if problem.severity is not Severity.ADVICE:
            is_blocking = problem.severity is Severity.ERROR
            yield RowProblem(column=column, message=problem.render(gettext), is_blocking=is_blocking)


def list_of_group(judge: Judge, row: PlanRow) -> Iterator[RowProblem]:
    """What the rows of one task do not agree on."""
    layout = judge.renderer.layout
    for column, lines in judge.renderer.find_differing(row.cells):
        numbers = ", ".join(str(row.lines[line]) for line in lines[:MOST_NUMBERS])
        words = {"column": layout.headers[column], "rows": numbers + (", …" if lines[MOST_NUMBERS:] else "")}
        place = lines[1] * layout.width + column
        yield RowProblem(column=place, message=gettext(DIFFERS) % words, is_blocking=True)
