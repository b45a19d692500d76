"""What is at a path of a request, at all its places."""

from collections.abc import Iterator

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.section import EACH


def find_values(value: JsonValue, path: tuple[str, ...]) -> Iterator[JsonValue]:
    """What is at a path, for EACH of a list every one."""
    if not path:
        yield value
    elif path[0] == EACH:
        for each in value if isinstance(value, list) else ():
            yield from find_values(each, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from find_values(value[path[0]], path[1:])
