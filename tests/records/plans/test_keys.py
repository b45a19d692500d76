"""A row whose task is there keeps its key until its cells make one of its own: nothing is created twice."""

import pytest
from django.utils import timezone

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.store import change_cells
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.plans.conftest import list_keys, take
from tests.records.plans.site import apply, check_sound, compare, list_names, make_plan, make_rows
from tests.support.clock import Clock

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)


def write(plan: Plan, **keys: str) -> None:
    """Writes keys into the rows that have these now, `camera_1` for “camera-1”."""
    plan.refresh_from_db()
    rows = {row.key: row.pk for row in PlanRow.objects.filter(plan=plan)}
    cells = [(rows[key.replace("_", "-")], 0, text) for key, text in keys.items()]
    change_cells(plan, cells, revision=plan.revision, now=timezone.now())


@pytest.mark.parametrize("text", ["camera-2", "", "k" * 201])
def test_a_row_that_loses_its_key_is_still_known_by_it(cloud: Simulator, clock: Clock, text: str) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    write(plan, camera_1=text)
    assert compare(plan) == {"camera-1": "invalid", "camera-2": "unchanged"}
    take(plan, make_rows(2))
    assert compare(plan) == {"camera-1": "unchanged", "camera-2": "unchanged"}
    take(plan, make_rows(2)[1:])
    assert compare(plan) == {"camera-2": "unchanged", "camera-1": "gone"}
    apply(plan, clock)
    assert list_names(cloud) == ["gate-camera-2"]
    check_sound(cloud)


def test_a_row_whose_key_is_used_can_be_removed_with_its_task(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    write(plan, camera_1="camera-2")
    take(plan, make_rows(2)[1:])
    apply(plan, clock)
    assert list_names(cloud) == ["gate-camera-2"]


def test_two_rows_exchange_their_keys(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    apply(plan, clock)
    write(plan, camera_1="camera-2", camera_2="camera-1")
    assert list_keys(plan)[:2] == [("camera-2", "", True), ("camera-1", "", True)]
    write(plan, camera_1="camera-3")
    write(plan, camera_3="camera-9")
    assert sorted(list_keys(plan)) == [("camera-2", "", True), ("camera-3", "", True), ("camera-9", "", True)]
