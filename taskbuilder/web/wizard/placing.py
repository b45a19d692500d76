"""Which control a problem speaks of: from a JSON Pointer to the name of a field, along the shapes."""

import re
from collections.abc import Iterator
from functools import singledispatch

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.wizard.assembling import filled_pairs, sent_rows
from taskbuilder.web.wizard.shapes import (
    Choice,
    OneOf,
    Pairs,
    Question,
    Rows,
    Section,
    Shape,
    Twofold,
    Typed,
    chosen_kinds,
    fit_platform,
    is_shown,
    member,
    rows_of,
    shown_rows,
)
from taskbuilder.web.wizard.twofold import look

MORE = "more"
"""Below the name of a list: what the page says of the rows that it does not show."""
FIT_NAME = re.compile(r"[^\s:]+", re.ASCII)


def extend(name: str, part: str) -> str:
    """The name of a part below a name."""
    return f"{name}-{part}" if name and part else name or part


@singledispatch
def place(
    shape: Shape, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    """The name of the control that a pointer's tokens lead to, of a list or a choice; None for none."""
    raise NotImplementedError(type(shape))


@place.register
def _(
    shape: Section, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    if not tokens:
        return find_first(shape, typed, name, platform)
    for part in fit_platform(shape, platform):
        below = extend(name, part.name)
        if isinstance(part, Choice):
            found = place(part, member(typed, part.name), tokens, below, platform)
            if found is not None:
                return found
        elif not part.name or part.key == tokens[0]:
            return place(part, member(typed, part.name), tokens[1:], below, platform)
    return None


@place.register
def _(
    shape: OneOf, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    if tokens[0] == shape.key:
        return name
    for kind, below in chosen_kinds(shape, typed):
        return place(kind.section, below, tokens, extend(name, kind.name), platform)
    return None


@place.register
def _(
    shape: Choice, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    for kind, below in chosen_kinds(shape, typed):
        if kind.name == tokens[0]:
            return place(kind.section, below, tokens[1:], extend(name, kind.name), platform)
    return None


@place.register
def _(
    shape: Rows, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    rows = sent_rows(shape, typed, platform)
    if not tokens or not tokens[0].isdecimal() or int(tokens[0]) >= len(rows):
        return name if rows else find_first(shape, typed, name, platform)
    row = rows[int(tokens[0])]
    if not is_drawn(shape, typed, row["key"]):
        return extend(name, MORE)
    return place(shape.row, row.get("row"), tokens[1:], extend(name, row["key"]), platform)


@place.register
def _(
    shape: Pairs, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    for row in filled_pairs(shape, typed):
        if tokens and row["name"] == tokens[0]:
            if not is_drawn(shape, typed, row["key"]):
                return extend(name, MORE)
            return extend(extend(name, row["key"]), "value" if FIT_NAME.fullmatch(row["name"]) else "name")
    return name if filled_pairs(shape, typed) else find_first(shape, typed, name, platform)


@place.register
def _(
    shape: Twofold, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    seen = look(shape, typed)
    if shape.section is None or not seen.is_form:
        return name
    return place(shape.section, seen.form, tokens, extend(name, shape.section.name), platform)


@place.register
def _(
    shape: Question, typed: Typed, tokens: list[str], name: str = "", platform: Platform | None = None
) -> str | None:
    return name


def is_drawn(shape: Rows | Pairs, typed: Typed, key: str) -> bool:
    """Whether the row of that key is among those that the page shows of a list."""
    rows = rows_of(shape, typed)
    return is_shown(len(rows) - 1) or any(row["key"] == key for row in shown_rows(rows))


def find_first(shape: Shape, typed: Typed, name: str, platform: Platform | None = None) -> str:
    """The name of the first control that a shape draws; a list's or section's own where it draws none yet."""
    if isinstance(shape, Section):
        parts = fit_platform(shape, platform)
        return (
            find_first(parts[0], member(typed, parts[0].name), extend(name, parts[0].name), platform)
            if parts
            else name
        )
    if isinstance(shape, Rows | Pairs):
        for row in rows_of(shape, typed):
            below = extend(name, row["key"])
            if isinstance(shape, Pairs):
                return extend(below, "name")
            return find_first(shape.row, row.get("row"), below, platform)
    if isinstance(shape, Twofold) and shape.section is not None and (seen := look(shape, typed)).is_form:
        return find_first(shape.section, seen.form, extend(name, shape.section.name), platform)
    return name


def list_names(shape: Shape, typed: Typed, platform: Platform | None = None, name: str = "") -> Iterator[str]:
    """The names of everything that can be told something, in the order in which the page draws it."""
    yield name
    if isinstance(shape, Section):
        for part in fit_platform(shape, platform):
            yield from list_names(part, member(typed, part.name), platform, extend(name, part.name))
    elif isinstance(shape, Choice):
        for kind, below in chosen_kinds(shape, typed):
            yield from list_names(kind.section, below, platform, extend(name, kind.name))
    elif isinstance(shape, Rows):
        for row in shown_rows(rows_of(shape, typed)):
            yield from list_names(shape.row, row.get("row"), platform, extend(name, row["key"]))
        yield extend(name, MORE)
    elif isinstance(shape, Pairs):
        for row in shown_rows(rows_of(shape, typed)):
            yield from (extend(extend(name, row["key"]), part) for part in ("name", "value"))
        yield extend(name, MORE)
    elif isinstance(shape, Twofold) and shape.section is not None and (seen := look(shape, typed)).is_form:
        yield from list_names(shape.section, seen.form, platform, extend(name, shape.section.name))


def find_id(shape: Shape | None, name: str) -> str:
    """The id of the control of that name: of a group, its first."""
    part = None if shape is None else find_part(shape, name.split("-"))
    is_group = isinstance(part, Choice) or (isinstance(part, Question) and part.is_group)
    return f"id_{name}_0" if is_group or shape is None else f"id_{name}"


def find_part(shape: Shape, tokens: list[str]) -> Shape | None:
    """The part of that name, whatever was typed: what a button's name speaks of."""
    if not tokens:
        return shape
    if isinstance(shape, Section):
        for part in shape.members:
            if not part.name:
                return find_part(part, tokens)
            if part.name == tokens[0]:
                return find_part(part, tokens[1:])
    if isinstance(shape, Choice) and (kind := shape.find(tokens[0])) is not None:
        return find_part(kind.section, tokens[1:])
    if isinstance(shape, Rows):
        return find_part(shape.row, tokens[1:])
    if isinstance(shape, Twofold) and shape.section is not None and tokens[0] == shape.section.name:
        return find_part(shape.section, tokens[1:])
    return None
