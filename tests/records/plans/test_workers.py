"""A plan whose rows two workers of one machine send: each row once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.models import Attempt, PlanRun
from taskbuilder.records.outbox.notification import make_app
from taskbuilder.records.plans import runner
from taskbuilder.records.plans.states import RunState
from taskbuilder.simulator.server import Simulator
from tests.records.outbox.test_celery_worker import a_worker, cloud
from tests.records.plans.site import count_steps, make_plan, make_rows, start
from tests.support.brokers import Broker, running
from tests.support.waiting import wait_until

__all__ = ["cloud"]
pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY, MOST_RUNS = 10, 60, 5


@pytest.fixture(params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Broker]:
    with running(request.param) as broker:
        settings.BROKER_URL = broker.url
        yield broker
        make_app(broker.url).close()
    settings.BROKER_URL = ""


def apply(count: int) -> PlanRun:
    """A plan of so many rows, while this process does a relay's part of it."""
    run = start(make_plan(make_rows(count), name=f"Plan {timezone.now()}"))

    def is_over() -> bool:
        PlanRun.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        runner.apply_due()
        run.refresh_from_db()
        return run.state == RunState.DONE

    wait_until(is_over)
    return run


def test_two_workers_make_each_row_once(cloud: Simulator, broker: Broker) -> None:
    with a_worker(broker), a_worker(broker):
        runs = [apply(FEW)]
        sent = Attempt.objects.filter(submission__plan_rows__isnull=False)
        while (count := sent.values("worker").distinct().count()) < 2 and len(runs) < MOST_RUNS:
            runs.append(apply(MANY))
    assert count == 2
    rows = FEW + MANY * (len(runs) - 1)
    seen = Counter(seen.body["name"] for seen in cloud.requests)
    assert (sum(seen.values()), sent.count()) == (rows, rows)
    assert max(seen.values()) == len(runs)
    assert [count_steps(run) for run in runs] == [{"done": run.total} for run in runs]
