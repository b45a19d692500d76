"""A plan of a project whose cloud is there, and the turns of a relay that applies it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.models import (
    CreatedTask,
    Pace,
    Plan,
    PlanRow,
    PlanRun,
    Project,
    RunStep,
    Submission,
    TaskReading,
)
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.plans.applying import start_run
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.runner import apply_due
from taskbuilder.records.plans.selection import Ticks
from taskbuilder.records.plans.store import create_plan
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.canonical import canonical
from tests.records.conftest import REQUEST
from tests.records.plans.conftest import make_row, take
from tests.records.resolution.conftest import LEASE
from tests.records.task_actions.conftest import take_turns
from tests.support.clock import Clock

ALL = Ticks(replaces=True, restores=True, deletes=True, confirms=True)


def person() -> User:
    return User.objects.get(username="operator")


def make_plan(rows: Sequence[Sequence[str]] = (), *, name: str = "Cameras") -> Plan:
    """Of the project “harbour”, on IEF."""
    project = Project.objects.get(slug="harbour")
    service = project.services.get(platform="ief", requires_config=False)
    plan = create_plan(
        project=project, name=name, service=service, base=canonical(REQUEST), by=person(), now=timezone.now()
    )
    if rows:
        take(plan, rows)
    return plan


def make_rows(count: int) -> list[list[str]]:
    return [make_row(number) for number in range(1, count + 1)]


def start(plan: Plan, ticks: Ticks = ALL) -> PlanRun:
    """As somebody who looks at the comparison and applies it at once."""
    plan.refresh_from_db()
    assert ensure_judged(plan, now=timezone.now())
    return start_run(plan, judging=plan.judging, ticks=ticks, by=person(), now=timezone.now())


def work(*, minutes: float = 0) -> None:
    """One turn of everything that a relay does, after any pause that a call without an answer has caused."""
    PlanRun.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))
    apply_due()
    TaskReading.objects.update(refreshed_at=None)
    Pace.objects.update(paused_until=None)
    Relay(threads=1, lease=LEASE).run_once()
    take_turns(minutes=minutes)


def finish(run: PlanRun, clock: Clock, *, turns: int = 40) -> PlanRun:
    """Turns, until nothing is left to do of the run."""
    for turn in range(turns):
        run.refresh_from_db()
        if run.due_at is None:
            break
        work(minutes=10 * turn)
        clock.pass_by(60)
    return run


def settle(plan: Plan, clock: Clock) -> None:
    """Has replacements and deletions come to their end, as we have read it."""
    for turn in range(6):
        work(minutes=10 * turn)
        clock.pass_by(60)
        TaskReading.objects.update(refreshed_at=None)
        if plan.service is not None:
            sync([plan.service])


def apply(plan: Plan, clock: Clock, ticks: Ticks = ALL) -> PlanRun:
    run = finish(start(plan, ticks), clock)
    settle(plan, clock)
    return run


def compare(plan: Plan) -> dict[str, str]:
    """What each row is now, by its key."""
    plan.refresh_from_db()
    assert ensure_judged(plan, now=timezone.now())
    return dict(PlanRow.objects.filter(plan=plan).order_by("position").values_list("key", "change"))


def count_changes(plan: Plan) -> Counter[str]:
    return Counter(compare(plan).values())


def list_names(cloud: Simulator) -> list[str]:
    """Of the tasks in the cloud, in alphabetical order."""
    return sorted(task["name"] for task in cloud.tasks)


def count_steps(run: PlanRun) -> Counter[str]:
    return Counter(RunStep.objects.filter(run=run).values_list("state", flat=True))


def check_sound(cloud: Simulator) -> None:
    """No row stands for two tasks, no name is in the cloud twice, and nothing is left under way."""
    names = list_names(cloud)
    assert len(names) == len(set(names))
    assert not Submission.objects.filter(due_at__isnull=False).exists()
    assert not RunStep.objects.filter(state="open").exists()


def find_task(key: str) -> CreatedTask:
    return CreatedTask.objects.get(submission__plan_rows__key=key)
