"""The request as it is sent."""

import json
from typing import Any

import pytest

from taskbuilder.taskspec.canonical import canonical
from tests.taskspec.samples import EXAMPLES, INPUTS, SCHEDULES, SINKS, task

IN_ORDER: dict[str, Any] = {
    "name": "x",
    "description": "x",
    "schedule": {
        "type": "monthly",
        "execution_mode": "period",
        "timezone": "+08:00",
        "days_of_week": [2, 1],
        "days_of_month": [2, 1],
        "periods": [{"begin_at": "x", "end_at": "x"}],
        "frequency": {"interval": 1, "duration": 1, "begin_at": "x", "end_at": "x"},
    },
    "input": {
        "type": "restful",
        "data": [
            {
                "stream_name": "x",
                "bucket": "x",
                "path": "x",
                "url": "x",
                "headers": {"b": "x", "a": "x"},
                "certificate_check": True,
                "rtsp_path_in_response": "x",
                "node_id": "x",
                "device_id": "x",
                "stream_type": 1,
                "id": "x",
                "camera_type": "ipc",
                "tag": [{"b": "x", "a": "x"}],
            }
        ],
        "vcn": {"ip": "x", "port": 1, "username": "x", "password": "x"},
    },
    "output": {
        "obs": {"bucket": "x", "path": "x", "data_category": ["b", "a"]},
        "dis": {"stream_name": "x", "data_category": ["x"], "stream_id": "x"},
        "webhook": {"url": "x", "headers": {"b": "x", "a": "x"}, "data_category": ["x"]},
    },
    "config": {"b": {"d": 1, "c": 2}, "a": 1},
    "source_usage_estimate": {"cpu": 1, "memory": 1},
    "zones": {"b": 1, "a": 2},
    "areas": [1],
}
FREE = {"headers", "config", "tag", "zones"}


def turned(value: Any, name: str = "") -> Any:
    """Members in the opposite order, but where names are free and the order is the operator's."""
    if isinstance(value, list):
        return [turned(each, name) for each in value]
    if not isinstance(value, dict) or name in FREE:
        return value
    known = {
        key: turned(below, key) for key, below in reversed(value.items()) if key not in {"zones", "areas"}
    }
    return known | {key: value[key] for key in ("zones", "areas") if key in value}


def test_members_stand_in_the_references_order_and_unknown_ones_last() -> None:
    given = turned(IN_ORDER)
    assert json.dumps(given) != json.dumps(IN_ORDER)
    assert json.dumps(canonical(given)) == json.dumps(IN_ORDER)


@pytest.mark.parametrize(
    ("upper_case", "word", "mode"), [(False, "daily", "period"), (True, "DAILY", "PERIOD")]
)
def test_the_schedules_words_get_one_letter_case(upper_case: bool, word: str, mode: str) -> None:
    request = task(schedule="daily")
    request["schedule"] |= {"type": "Daily", "execution_mode": "PeRiod"}
    made = canonical(request, upper_case=upper_case)
    assert (made["schedule"]["type"], made["schedule"]["execution_mode"]) == (word, mode)
    assert request["schedule"]["type"] == "Daily"


def test_the_input_type_keeps_its_case() -> None:
    assert canonical(task(), upper_case=True)["input"]["type"] == "url"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_sent_as_they_are_but_for_the_case(name: str) -> None:
    expected = json.loads(json.dumps(EXAMPLES[name]).replace("DAILY", "daily"))
    assert canonical(EXAMPLES[name]) == expected


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("sink", SINKS)
@pytest.mark.parametrize("kind", INPUTS)
def test_nothing_is_lost_or_added(kind: str, sink: str, schedule: str) -> None:
    request = task(kind, sink=sink, schedule=schedule)
    assert canonical(request) == request


@pytest.mark.parametrize(
    "request_",
    [{"schedule": None}, {"schedule": {"type": 5}}, {"input": [[{"type": 1}]]}, {"output": "x"}, {}],
)
def test_what_is_wrong_is_left_as_it_is(request_: dict[str, Any]) -> None:
    assert canonical(request_) == request_
