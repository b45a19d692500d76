"""The boxes beside lists: what was pasted into each, kept until it is added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taskbuilder.forms.dual_view import look
from taskbuilder.forms.fields import (
    Choice,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    Rows,
    Value,
    key_of,
    member,
    read_choice,
    typed_rows,
)
from taskbuilder.forms.paste.headers import mask_headers
from taskbuilder.forms.paste.table import mask_lines
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.walk import extend, find_field
from taskbuilder.taskspec.problem import Path

PASTE, PREVIEW = "paste", "preview"
"""Below a list's name: the text that was pasted, and what is shown of it."""


def takes_paste(field: Field | None) -> bool:
    """Whether there is a box beside it: a list that is filled by the hundred, or headers."""
    return (isinstance(field, ListOf) and field.is_long) or (isinstance(field, KeyValues) and field.is_secret)


def mask_box(field: Field | None, text: str) -> str:
    """A pasted text as it is drawn."""
    return mask_headers(text) if isinstance(field, KeyValues) else mask_lines(text)


def list_boxes(posted: Posted, name: str = "") -> Iterator[tuple[str, Posted]]:
    """The name of each list that was drawn with a box to paste into, with that box."""
    box = posted.below.get(PASTE)
    if box is not None and box.values:
        yield name, box
    for token, below in posted.below.items():
        yield from list_boxes(below, extend(name, token))


def fill_boxes(posted: Posted, saved: Mapping[str, str], group: Group) -> None:
    """Puts what is secret back into the lines of each box that were drawn without it."""
    for name, box in list_boxes(posted):
        before = saved.get(name, "")
        known: defaultdict[str, list[str]] = defaultdict(list)
        shown = mask_box(find_field(group, name.split("-")), before)
        for line, whole in zip(shown.split("\n"), before.split("\n"), strict=True):
            known[line].append(whole)
        left = {line: iter(each) for line, each in known.items()}
        lines = box.text.split("\n")
        box.values = ["\n".join(next(left[line], line) if line in left else line for line in lines)]


def read_boxes(posted: Posted, saved: Mapping[str, str]) -> dict[str, str]:
    """What is in the boxes, by their lists; what was not on the page stays as it was saved."""
    boxes = {**saved, **{name: box.text for name, box in list_boxes(posted)}}
    return {name: text for name, text in boxes.items() if text.strip()}


@dataclass(frozen=True)
class BoxOwner:
    """The list that a box is beside, and its path in the form's own count of rows."""

    field: Rows
    path: Path


def find_owners(group: Group, value: Value, names: Iterable[str]) -> Iterator[tuple[str, BoxOwner]]:
    """The lists of these names that the form asks for: in rows that are there, and kinds that are chosen."""
    places: dict[str, dict[str, int]] = {}
    for name in names:
        owner = _find_owner(group, value, name.split("-"), places)
        if owner is not None:
            yield name, owner


def _find_owner(
    field: Field | None, value: Value, tokens: list[str], places: dict[str, dict[str, int]]
) -> BoxOwner | None:
    """`places` remembers where the rows of each list are: hundreds of boxes may be in one list."""
    path: list[str | int] = [tokens[0]]
    for depth, token in enumerate(tokens):
        if isinstance(field, ListOf):
            rows, above = typed_rows(value), "-".join(tokens[:depth])
            if above not in places:
                places[above] = {key_of(row): place for place, row in enumerate(rows)}
            if token not in places[above]:
                return None
            place = places[above][token]
            path += [tokens[depth - 1], place]
            value = member(rows[place], "row")
        elif isinstance(field, Choice):
            chosen = read_choice(value)
            if token not in chosen.names:
                return None
            value = chosen.variants.get(token)
        elif isinstance(field, DualView):
            value = look(field, value).form
        else:
            value = member(value, token)
        field = find_field(field, [token])
    is_boxed = isinstance(field, Rows) and takes_paste(field)
    return BoxOwner(field, (*path, tokens[-1])) if isinstance(field, Rows) and is_boxed else None
