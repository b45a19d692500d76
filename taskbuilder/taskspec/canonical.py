"""The request as it is sent: the reference's order of members, the schedule's words in one letter case."""

from typing import Any

from taskbuilder.taskspec.json_value import Json
from taskbuilder.taskspec.paths.names import Names, request_names


def canonical(request: dict[str, Json], *, upper_case: bool = False) -> dict[str, Json]:
    """A request with the same members in the reference's order, unknown ones last, as they came.

    The schedule's type and mode become lower case, or upper case for a service set so (rule
    `schedule.type.value`). What has free names (config, headers, tags) keeps its order. Takes any object,
    changes nothing else, and leaves the given one alone.
    """
    ordered: dict[str, Any] = _in_order(request, request_names())
    schedule = ordered.get("schedule")
    if isinstance(schedule, dict):
        for name in ("type", "execution_mode"):
            word = schedule.get(name)
            if isinstance(word, str):
                schedule[name] = word.upper() if upper_case else word.lower()
    return ordered


def _in_order(value: Any, names: Names) -> Any:
    if isinstance(value, list):
        return [element if isinstance(element, list) else _in_order(element, names) for element in value]
    if not isinstance(value, dict) or not names.members:
        return value
    known = {name: _in_order(value[name], below) for name, below in names.members.items() if name in value}
    return known | {name: below for name, below in value.items() if name not in known}
