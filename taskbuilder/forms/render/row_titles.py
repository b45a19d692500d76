"""The title of a folded row: the values that identify it."""

from collections.abc import Iterator
from functools import singledispatch
from itertools import islice

from taskbuilder.forms.fields import (
    Control,
    Field,
    Group,
    KeyValues,
    OneOf,
    Question,
    Value,
    chosen_variants,
    member,
    typed_rows,
)
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.render.controls import shown_text
from taskbuilder.taskspec.json_value import as_text

MOST_TEXTS, LONGEST = 3, 80
"""Of one row, and of one text in characters."""
SILENT = frozenset({Control.SECRET, Control.JSON, Control.VALUE, Control.REGION, Control.TICKS})
"""Controls of which nothing tells a row from another."""


def describe_row(field: Field, value: Value, context: RenderContext) -> str:
    """The first texts that were typed in it, secrets masked; empty where none were."""
    texts = (text for text in list_texts(field, value, context) if text)
    return " · ".join(shorten(text) for text in islice(texts, MOST_TEXTS))


def shorten(text: str) -> str:
    """With its middle left out where it is long: addresses differ at their ends."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}…{text[-half:]}"


@singledispatch
def list_texts(field: Field, value: Value, context: RenderContext) -> Iterator[str]:
    """The typed values below a field, as the page shows them."""
    return iter(())


@list_texts.register(Question)
def _(field: Question, value: Value, context: RenderContext) -> Iterator[str]:
    if field.ask in SILENT or not value:
        return
    chosen = next((option for option in field.options if option.text == value), None)
    if chosen is None:
        yield shown_text(field, value).strip().partition("\n")[0]
    elif not isinstance(chosen.value, bool):
        yield context.say(chosen.label)


@list_texts.register(Group)
def _(field: Group, value: Value, context: RenderContext) -> Iterator[str]:
    for part in field.by_platform[context.platform]:
        yield from list_texts(part, member(value, part.name), context)


@list_texts.register(OneOf)
def _(field: OneOf, value: Value, context: RenderContext) -> Iterator[str]:
    for kind, below in chosen_variants(field, value):
        yield context.say(kind.title)
        yield from list_texts(kind.group, below, context)


@list_texts.register(KeyValues)
def _(field: KeyValues, value: Value, context: RenderContext) -> Iterator[str]:
    for row in typed_rows(value):
        name = as_text(row.get("name"))
        shown = "" if field.hides(name) else shown_text(field.pair_for(name)[1], row.get("value"))
        yield f"{name}={shown}" if shown else name
