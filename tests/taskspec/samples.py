"""Requests that break nothing, from which the tests make what they need by small edits."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from taskbuilder.taskspec.paths import pointer

EXAMPLES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "examples").glob("reference-*.json"))
}
"""The three requests of the API reference."""

GONE: Final[Any] = object()
"""In `changed`: the member is taken out."""

INPUTS: dict[str, dict[str, Any]] = {
    "restful": {
        "type": "restful",
        "data": [
            {
                "url": "https://media.example.com/streams/1",
                "certificate_check": True,
                "rtsp_path_in_response": "data.url",
            }
        ],
    },
    "url": {"type": "url", "data": [{"url": "rtsp://camera-1.example.com/live"}]},
    "edgecamera": {"type": "edgecamera", "data": [{"id": "hilens-1"}]},
    "vcn": {
        "type": "vcn",
        "data": [{"device_id": "device-1"}],
        "vcn": {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"},
    },
    "obs": {"type": "obs", "data": [{"bucket": "site-recordings", "path": "2026/gate-1/"}]},
    "vis": {"type": "vis", "data": [{"stream_name": "gate-1"}]},
}
SINKS: dict[str, dict[str, Any]] = {
    "obs": {"bucket": "site-results", "path": "gate-1/"},
    "dis": {"stream_name": "dis-results"},
    "webhook": {"url": "https://sink.example.net/results", "headers": {"X-Site": "gate"}},
}
HOURS = {"begin_at": "08:00:00", "end_at": "20:00:00"}
FREQUENCY = {"interval": 60, "duration": 10, **HOURS}
SCHEDULES: dict[str, dict[str, Any]] = {
    "once": {
        "type": "once",
        "execution_mode": "period",
        "timezone": "+08:00",
        "periods": [{"begin_at": "2026-03-01T08:00:00", "end_at": "2026-03-01T20:00:00"}],
    },
    "daily": {"type": "daily", "execution_mode": "period", "timezone": "+08:00", "periods": [HOURS]},
    "weekly": {
        "type": "weekly",
        "execution_mode": "period",
        "timezone": "+08:00",
        "days_of_week": [1, 5],
        "periods": [HOURS],
    },
    "monthly": {
        "type": "monthly",
        "execution_mode": "period",
        "timezone": "+08:00",
        "days_of_month": [1, 15],
        "periods": [HOURS],
    },
    "frequency": {
        "type": "daily",
        "execution_mode": "frequency",
        "timezone": "+08:00",
        "frequency": FREQUENCY,
    },
}


def task(input_type: str = "url", *, sink: str = "webhook", schedule: str = "") -> dict[str, Any]:
    """A request with that input, sink and schedule, each of which is sound alone."""
    request: dict[str, Any] = {"name": "gate-1"}
    if schedule:
        request["schedule"] = SCHEDULES[schedule]
    request |= {
        "input": INPUTS[input_type],
        "output": {sink: SINKS[sink]},
        "source_usage_estimate": {"cpu": 0.5, "memory": 512},
    }
    return copy.deepcopy(request)


def changed(request: dict[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with each pointer's value put, or taken out where it is GONE; a list's next position appends."""
    made = copy.deepcopy(request)
    for where, value in edits.items():
        *above, last = pointer.split(where)
        holder = pointer.get(made, pointer.join(above))
        if value is GONE:
            del holder[int(last) if isinstance(holder, list) else last]
        elif isinstance(holder, list):
            holder[int(last) : int(last) + 1] = [copy.deepcopy(value)]
        else:
            holder[last] = copy.deepcopy(value)
    return made
