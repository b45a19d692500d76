"""Unknown outcomes that are certain: decided by nobody, by a unique name."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.resolution.automatic_resolution import FIRST_SEARCH, resolve_certain
from taskbuilder.records.submissions.unique_names import add_suffix, plain_name, suffix_of
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.resolution.conftest import (
    URLS,
    create,
    fresh,
    ids_of,
    lose_answer,
    never_arrive,
)

pytestmark = pytest.mark.django_db(transaction=True)


def later(seconds: float) -> datetime:
    return timezone.now() + FIRST_SEARCH + timedelta(seconds=seconds)


def test_by_a_unique_name_it_settles_without_a_person(cloud: Simulator) -> None:
    Project.objects.update(suffixes_names=True)
    submission = lose_answer(cloud, create(is_unique=True))
    assert resolve_certain(now=timezone.now()) == 0
    assert resolve_certain(now=later(0)) == 1
    settled = fresh(submission)
    assert (settled.state, set(ids_of(settled))) == ("created", {task["id"] for task in cloud.tasks})
    assert [(each.verdict, each.by) for each in settled.decisions.all()] == [
        ("looked", None),
        ("found", None),
    ]


def test_without_the_option_or_its_suffix_nobody_looks(cloud: Simulator) -> None:
    submission = lose_answer(cloud, create(is_unique=True))
    assert resolve_certain(now=later(0)) == 0
    Project.objects.update(suffixes_names=True)
    Submission.objects.filter(pk=submission.pk).update(name="gate")
    assert resolve_certain(now=later(0)) == 0
    assert not submission.decisions.exists()


def test_what_is_not_certain_is_left_to_a_person_and_looked_up_ever_rarer(cloud: Simulator) -> None:
    Project.objects.update(suffixes_names=True)
    submission = never_arrive(cloud, create(is_unique=True))
    for seconds in (0, 1, 5, 6, 15, 16):
        assert resolve_certain(now=later(seconds)) == 0
    assert submission.decisions.count() == 3
    assert fresh(submission).state == "unknown"
    assert len(cloud.requests) == 1


def test_fewer_tasks_than_inputs_are_not_certain(cloud: Simulator) -> None:
    Project.objects.update(suffixes_names=True)
    submission = never_arrive(cloud, create(is_unique=True))
    one = {"id": "a" * 32, "name": submission.name, "created_at": timezone.now().isoformat()}
    body = json.dumps({"tasks": [one]}).encode()
    cloud.faults.add("list", Fault.answering(200, body))
    assert resolve_certain(now=later(0)) == 0
    assert len(submission.decisions.get().matches) == 1


def test_ids_of_a_form_that_nobody_expected_are_left_to_a_person(cloud: Simulator) -> None:
    Project.objects.update(suffixes_names=True)
    submission = never_arrive(cloud, create(is_unique=True))
    common = {"name": submission.name, "created_at": timezone.now().isoformat()}
    tasks = [common | {"id": f"task-{number}"} for number, _url in enumerate(URLS)]
    cloud.faults.add("list", Fault.answering(200, json.dumps({"tasks": tasks}).encode()))
    assert resolve_certain(now=later(0)) == 0
    assert len(submission.decisions.get().matches) == len(URLS)
    assert fresh(submission).state == "unknown"


def test_a_suffix_fits_the_longest_name_and_comes_off_again() -> None:
    unique = UUID(int=2**100)
    assert suffix_of(unique) == "-00000010"
    assert add_suffix({"name": "x" * 100}, unique)["name"] == "x" * 91 + "-00000010"
    assert add_suffix({"name": ""}, unique) == {"name": ""}
    assert add_suffix({"name": 3}, unique) == {"name": 3}
    submission = Submission(pk=unique, name="gate-00000010")
    assert plain_name(submission) == "gate"
    assert plain_name(Submission(pk=unique, name="gate-00000011")) == "gate-00000011"
