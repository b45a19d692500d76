"""Puts the rows that a page did not show back among those that it posted."""

from collections.abc import Mapping

from taskbuilder.forms.dual_view import look
from taskbuilder.forms.fields import (
    Choice,
    DualView,
    Field,
    ListOf,
    Rows,
    Value,
    key_of,
    read_choice,
    typed_rows,
)
from taskbuilder.forms.posted import DRAWN, Posted
from taskbuilder.forms.walk import find_field
from taskbuilder.taskspec.json_value import as_object


def add_hidden_rows(posted: Posted, field: Field, saved: Value) -> None:
    """In each list of which a page drew a part. Their keys alone: they stay as they were saved."""
    marker = posted.below.get(DRAWN)
    if isinstance(field, Rows) and marker is not None and marker.values:
        keys = [key_of(row) for row in typed_rows(saved)]
        posted.values = weave(keys, frozenset(marker.values[-1].split()), posted.keys)
    held = find_held(field, saved) if posted.below else {}
    for token, below in posted.below.items():
        part = find_field(field, [token])
        if part is not None:
            add_hidden_rows(below, part, held.get(token))


def find_held(field: Field, saved: Value) -> Mapping[str, Value]:
    """What was saved right below a field, by name, whatever is chosen."""
    if isinstance(field, ListOf):
        return {key_of(row): row.get("row") for row in typed_rows(saved)}
    if isinstance(field, Choice):
        return read_choice(saved).variants
    if isinstance(field, DualView):
        return {} if field.group is None else {field.group.name: look(field, saved).form}
    return as_object(saved)


def weave(saved: list[str], drawn: frozenset[str], posted: list[str]) -> list[str]:
    """The keys of all rows: each hidden one is where it was before or after those that were posted."""
    places = {key: place for place, key in enumerate(saved)}
    shown, woven, done = drawn | set(posted), list[str](), 0
    for key in posted:
        place = places.get(key, -1)
        woven += [each for each in saved[done : place + 1] if each not in shown]
        woven.append(key)
        done = max(done, place + 1)
    return woven + [each for each in saved[done:] if each not in shown]
