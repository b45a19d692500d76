"""Of which kinds a request's parts are: what a list of requests is narrowed by."""

from dataclasses import dataclass
from itertools import combinations

from taskbuilder.taskspec.json_value import JsonObject, as_object, as_text
from taskbuilder.taskspec.outputs.sink import SINKS

NO_SCHEDULE = "none"
BETWEEN = "+"


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The input's type, all sinks as one text, and the schedule's type, NO_SCHEDULE without a schedule."""

    input_type: str
    sinks: str
    schedule_type: str


def read_kinds(request: JsonObject) -> Kinds:
    """Those of a request, empty for what it does not say."""
    schedule = as_object(request.get("schedule"))
    return Kinds(
        input_type=as_text(as_object(request.get("input")).get("type")),
        sinks=join_sinks(as_object(request.get("output"))),
        schedule_type=as_text(schedule.get("type")).lower() if schedule else NO_SCHEDULE,
    )


def join_sinks(names: JsonObject | tuple[str, ...]) -> str:
    """Several sinks as one text, in the order in which they are registered."""
    return BETWEEN.join(name for name in SINKS if name in names)


def list_combinations(sink: str) -> tuple[str, ...]:
    """Every set of sinks with this one in it, as `join_sinks` writes it."""
    others = [name for name in SINKS if name != sink]
    return tuple(
        join_sinks((sink, *some)) for count in range(len(others) + 1) for some in combinations(others, count)
    )
