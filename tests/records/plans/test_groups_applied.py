"""Groups of rows in the cloud: one request for each, replaced as a whole, and nothing left to do after."""

from collections import Counter

import pytest

from taskbuilder.records.models import Plan, Submission
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_value import as_list, as_object
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.plans.site import apply, count_changes, make_plan
from tests.records.plans.test_groups import BY_SITE, BY_TWO, make_row, take
from tests.support.clock import Clock

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)


def count_inputs(plan: Plan) -> dict[str, int]:
    """How many inputs the current request of each group has."""
    found = Submission.objects.filter(plan_rows__plan=plan)
    return {
        each.plan_rows.get().key: len(as_list(as_object(each.request["input"])["data"])) for each in found
    }


def test_groups_are_applied_and_compared_again(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan()
    rows = [
        make_row(number, site) for number, site in enumerate(("north", "south", "north", "west"), start=1)
    ]
    take(plan, rows, BY_SITE)
    apply(plan, clock)
    assert Counter(task["name"] for task in cloud.tasks) == {"gate-north": 2, "gate-south": 1, "gate-west": 1}
    assert count_inputs(plan) == {"north": 2, "south": 1, "west": 1}
    take(plan, rows[::-1], BY_SITE)
    assert count_changes(plan) == {"unchanged": 3}
    take(plan, [*rows[:3], make_row(5, "south"), make_row(6, "east")], BY_SITE)
    assert count_changes(plan) == {"unchanged": 1, "changed": 1, "gone": 1, "new": 1}
    apply(plan, clock)
    assert count_inputs(plan) == {"north": 2, "south": 2, "east": 1}
    assert count_changes(plan) == {"unchanged": 3}


def test_a_fixed_number_changes_only_the_groups_that_it_has_to(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan()
    take(plan, [make_row(number) for number in range(1, 7)], BY_TWO)
    apply(plan, clock)
    take(plan, [make_row(number) for number in (7, 1, 2, 4, 5, 6)], BY_TWO)
    assert count_changes(plan) == {"unchanged": 2, "changed": 1}
    apply(plan, clock)
    assert (count_inputs(plan), count_changes(plan)) == ({"1": 2, "2": 2, "3": 2}, {"unchanged": 3})
