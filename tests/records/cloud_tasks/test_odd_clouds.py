"""A cloud whose lists are odd: each reading ends, says what was wrong, and loses nothing that was read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from taskbuilder.cloud import task_walk as walks
from taskbuilder.records.cloud_tasks.reading import Read
from taskbuilder.records.models import Submission, TaskReading
from taskbuilder.simulator.exchange import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import read, run, states_of
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[list[dict[str, Any]], int], tuple[list[dict[str, Any]], int | None]]


def answer_with(change: Change, page: int = 0) -> Fault:
    """A list call that answers with what `change` makes of its tasks, and another count."""

    def alter(answer: Answer) -> Answer:
        tasks, count = change(json.loads(answer.body)["tasks"], page)
        return Answer.of_json(200, {"tasks": tasks} | ({} if count is None else {"count": count}))

    return Fault(alter=alter)


def twice(tasks: list[dict[str, Any]], _page: int) -> tuple[list[dict[str, Any]], int | None]:
    return tasks + tasks[:1], len(tasks)


def in_no_order(tasks: list[dict[str, Any]], _page: int) -> tuple[list[dict[str, Any]], int | None]:
    return tasks[1:] + tasks[:1], len(tasks)


def with_strange_states(tasks: list[dict[str, Any]], _page: int) -> tuple[list[dict[str, Any]], int | None]:
    return [task | {"state": "DANCING"} for task in tasks], len(tasks)


def without_end(tasks: list[dict[str, Any]], page: int) -> tuple[list[dict[str, Any]], int | None]:
    """Each page has others, and the first of them is the last one before."""
    more = [{"id": f"{number:032x}", "state": "RUNNING"} for number in range(page * 9, page * 9 + 10)]
    return (tasks + more if page == 0 else more), None


@pytest.mark.parametrize(
    ("change", "states", "problem", "is_whole"),
    [
        (twice, ["RUNNING"] * 3, walks.TWICE, True),
        (in_no_order, ["RUNNING"] * 3, "", True),
        (with_strange_states, ["DANCING"] * 3, "", True),
        (without_end, ["RUNNING"] * 3, walks.TOO_LONG, False),
    ],
)
def test_odd_lists(
    cloud: Simulator,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    states: list[str],
    problem: str,
    is_whole: bool,
) -> None:
    monkeypatch.setattr(walks, "MOST_PAGES", 5)
    submission = run(urls=3)
    clock.pass_by(60)
    cloud.faults.add("list", *(answer_with(change, page) for page in range(9)))
    result = read(submission)
    assert (states_of(submission), result.problem) == (states, problem)
    assert cloud.calls["list"] <= 5
    row = TaskReading.objects.get(pk=submission.service_id)
    assert (row.problem, row.read_at is not None) == (problem, is_whole)
    cloud.faults.clear()
    assert healed(submission) == ""


def healed(submission: Submission) -> str:
    result: Read = read(submission)
    return result.problem
