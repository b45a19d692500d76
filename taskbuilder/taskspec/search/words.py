"""The words that a request is found by, from the fields that say so: never anything secret."""

from collections.abc import Iterator

from taskbuilder.taskspec.address_parser import parse_address
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import AddressPart, Destination, Searched, find_mark
from taskbuilder.taskspec.paths.values import find_values
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.secrets.in_text import replace_secrets
from taskbuilder.taskspec.secrets.user_info import MASK
from taskbuilder.taskspec.section import walk_fields

REST_BEGINS = "?#"
"""What ends the path of an address: behind it are tokens more often than names."""


def list_words(request: JsonObject) -> list[str]:
    """Each text that is searched, once, in the order of the fields; `request` is masked.

    Of an address that is its host and path. What stood in a secret's place is left out.
    """
    found: dict[str, None] = {}
    for path, is_address in list_searched():
        for value in find_values(request, path):
            if isinstance(value, str):
                found |= dict.fromkeys(_read(value, is_address))
    return [word for word in found if word]


@derived
def list_searched() -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The paths of the fields that are searched, and whether each holds a whole address."""
    found: dict[tuple[str, ...], bool] = {}
    for path, info in walk_fields(task_request()):
        if find_mark(info, Searched):
            destination = find_mark(info, Destination)
            found[path] = destination is not None and destination.part is AddressPart.URL
    return tuple(found.items())


def _read(value: str, is_address: bool) -> Iterator[str]:
    text = replace_secrets(value, lambda _secret: "").replace(MASK, "")
    if not is_address:
        yield text
        return
    parsed = parse_address(text)
    if parsed is not None:
        yield parsed.host + _path_of(parsed.rest)


def _path_of(rest: str) -> str:
    """The path of what comes behind a host."""
    ends = [place for mark in REST_BEGINS if (place := rest.find(mark)) >= 0]
    return rest[: min(ends)] if ends else rest
