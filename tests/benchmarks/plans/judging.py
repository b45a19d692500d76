"""What checking a plan's rows costs beside the rules alone, and whether its memory grows with the rows.

`PLANNED` in the environment is how many rows the long plan has.
"""

import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from statistics import median

from django.utils import timezone

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.judging import judge_plan, make_judge
from taskbuilder.records.samples import load_samples
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.validate import find_problems
from tests.benchmarks.figures import Figure
from tests.benchmarks.steps import own_database
from tests.records.plans.conftest import take
from tests.records.plans.site import make_plan, make_rows

ROWS, ROUNDS = 5_000, 5
FEW, MANY = 5_000, int(os.environ.get("PLANNED", 100_000))
MOST_TIMES, MOST_GROWTH = 3, 5.0
MEGA = 1_000_000


def measure_judging() -> Iterator[Figure]:
    """On a database of its own."""
    with own_database():
        load_samples(cloud_url="http://127.0.0.1:9", now=timezone.now())
        yield measure_ratio(make_plan(make_rows(ROWS)))
        yield measure_growth()


def measure_ratio(plan: Plan) -> Figure:
    """Checking all rows, with all that is read and written, beside the rules for the same requests."""
    requests = render(plan)
    assert plan.service is not None
    service = plan.service.spec

    def ask_rules() -> None:
        for request in requests:
            find_problems(request, platform=service.platform, service=service, now=plan.created_at)

    ratios = [spend(lambda: judge_anew(plan)) / spend(ask_rules) for _round in range(ROUNDS)]
    print(f"Checking {ROWS} rows anew: {spend(lambda: judge_anew(plan)):.2f} s of CPU", flush=True)
    return Figure(
        name=f"checking {ROWS} rows of a plan, times the rules alone",
        value=median(ratios),
        limit=MOST_TIMES,
        unit="times",
    )


def render(plan: Plan) -> list[JsonObject]:
    renderer = make_judge(plan, now=plan.created_at).renderer
    return [renderer.render(row.cells) for row in PlanRow.objects.filter(plan=plan).order_by("position")]


def judge_anew(plan: Plan) -> None:
    """As if nothing of it was known: what is known already is not written."""
    PlanRow.objects.filter(plan=plan).update(digest="", name="")
    if not judge_plan(plan, now=timezone.now()):
        raise RuntimeError("The plan was not checked.")


def spend(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def measure_growth() -> Figure:
    few, many = (peak_of(make_plan(name=f"{count} rows"), count) for count in (FEW, MANY))
    print(f"Memory at the peak of checking {FEW} rows: {few / MEGA:.1f} MB", flush=True)
    return Figure(
        name=f"more memory to check {MANY} rows than {FEW}",
        value=(many - few) / MEGA,
        limit=MOST_GROWTH,
        unit="MB",
    )


def peak_of(plan: Plan, rows: int) -> int:
    """The most bytes in use while a plan of so many rows is checked."""
    take(plan, make_rows(rows))
    plan.refresh_from_db()
    tracemalloc.start()
    try:
        judge_anew(plan)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
