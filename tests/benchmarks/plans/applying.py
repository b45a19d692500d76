"""How long a plan's rows take to be created by workers, from the first request to the last answer.

Run as a module with the threads of each worker: `python -m tests.benchmarks.plans.applying 8 8`; prints the
seconds. The database and the broker are those of the environment, and CLOUD_SECONDS what a call takes.
"""

import sys
import time
from typing import TYPE_CHECKING

from tests.benchmarks.drain import REQUEST
from tests.benchmarks.world import create_project, senders, set_up, slow_cloud

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from taskbuilder.records.models import Attempt, PlanRun, Project

ROWS, FIRST = 640, 96
LONGEST_SECONDS = 90


def measure(threads: list[int]) -> float:
    """Beside the workers a relay with one thread applies the plan, and sends what no worker takes."""
    from django.db.models import Max, Min

    with slow_cloud() as address:
        project = create_project(address, most_in_flight=2 * sum(threads))
        with senders("relay", [1]), senders("worker", threads):
            deadline = time.monotonic() + LONGEST_SECONDS
            while list_attempts(wait_for(start(project, FIRST), deadline)).values(
                "worker"
            ).distinct().count() < len(threads):
                continue  # until all are at work
            made = list_attempts(wait_for(start(project, ROWS), deadline))
    assert made.count() == ROWS
    ends = made.aggregate(first=Min("started_at"), last=Max("ended_at"))
    return float((ends["last"] - ends["first"]).total_seconds())


def start(project: "Project", rows: int) -> "PlanRun":
    from django.contrib.auth.models import User
    from django.utils import timezone

    from taskbuilder.records.models import Plan
    from taskbuilder.records.plans.applying import start_run
    from taskbuilder.records.plans.judging import ensure_judged
    from taskbuilder.records.plans.selection import Ticks
    from taskbuilder.records.plans.store import create_plan
    from tests.records.plans.conftest import make_row, take

    person, now, number = User.objects.get(), timezone.now(), Plan.objects.count()
    base, service = REQUEST | {"name": f"plan{number}"}, project.services.get()
    plan = create_plan(project=project, name=f"P{number}", service=service, base=base, by=person, now=now)
    take(plan, [make_row(row) for row in range(rows)])
    assert ensure_judged(plan, now=now)
    return start_run(plan, judging=plan.judging, ticks=Ticks(), by=person, now=timezone.now())


def list_attempts(run: "PlanRun") -> "QuerySet[Attempt]":
    from taskbuilder.records.models import Attempt

    return Attempt.objects.filter(submission__plan_rows__plan=run.plan_id)


def wait_for(run: "PlanRun", deadline: float) -> "PlanRun":
    from taskbuilder.records.plans.states import RunState

    while run.state == RunState.RUNNING:
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.2)
        run.refresh_from_db()
    assert run.state == RunState.DONE, (run.state, run.cause, run.reason)
    return run


if __name__ == "__main__":
    set_up()
    print(measure([int(argument) for argument in sys.argv[1:]]))
