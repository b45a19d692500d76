"""The fields of a draft that a template may ask each time, by the pointers of the request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from taskbuilder.forms.dual_view import FORM, look, store
from taskbuilder.forms.fields import (
    Choice,
    Control,
    DualView,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
    Rows,
    Value,
    drop_used,
    member,
    typed_rows,
)
from taskbuilder.forms.walk import Node, walk
from taskbuilder.taskspec.json_value import as_list, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.web.drafts.differences import show_value
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, list_steps

MOST_ROWS = 3
"""Of a list with more, what is in its rows is not asked on its own, only the list as a whole."""
LONGEST_SHOWN = 120
Keys = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Askable:
    """A field as it is in a draft. It holds typed text: never logged, never drawn raw."""

    step: Step
    node: Node

    @property
    def pointer(self) -> str:
        """Of a choice, that of the member that names what was chosen."""
        field, path = self.node.field, self.node.pointer or ()
        return pointer.join((*path, field.key) if isinstance(field, OneOf) else path)

    @property
    def label(self) -> str:
        """Its step, and what leads to it there by name."""
        return " › ".join((gettext(self.step.title), *self.node.labels))

    @property
    def shown(self) -> str:
        """What it holds, secrets hidden; rows are counted."""
        field, value = self.node.field, self.node.value
        if isinstance(field, Rows):
            return ngettext("%(counter)s row", "%(counter)s rows", len(as_list(value))) % {
                "counter": len(as_list(value))
            }
        if self.is_secret:
            return gettext("Saved") if value else ""
        text = " ".join((show_value(self.node) or "").split())
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

    @property
    def is_secret(self) -> bool:
        """Whether it asks for a secret alone: a template that asks for it saves none."""
        return isinstance(self.node.field, Question) and self.node.field.ask is Control.SECRET

    def get(self, steps: Mapping[str, Value]) -> Value:
        """What the answers of the steps have for it."""
        return get(steps.get(self.step.slug), list_keys(self.node))

    def put(self, steps: Mapping[str, Value], value: Value) -> dict[str, Value]:
        """The answers of the steps with another value for it."""
        held = steps.get(self.step.slug)
        for keys, field in list_views(self.node):
            whole = get(held, keys)
            held = put(held, keys, {**as_object(whole), **store(field, look(field, whole))})
        return {**steps, self.step.slug: put(held, list_keys(self.node), value)}


def list_askable(state: DraftState, *, with_long_lists: bool = False) -> Iterator[Askable]:
    """Every field that a draft asks for, step by step; of a choice, before what it asks further.

    `with_long_lists`: the first row of a list with more than MOST_ROWS too.
    """
    enter = is_entered_at_first if with_long_lists else is_entered
    for step in list_steps():
        if step.ask is None:
            continue
        top = Node(state.group_at(step), state.value_at(step))
        for node in walk(top, state.platform, enter):
            if is_askable(node) and not is_later_row(node):
                yield Askable(step=step, node=node)


def is_askable(node: Node) -> bool:
    is_section = isinstance(node.field, Group) or (
        isinstance(node.field, Choice) and not isinstance(node.field, OneOf)
    )
    return not is_section and node.pointer is not None


def is_entered(node: Node) -> bool:
    if isinstance(node.field, ListOf):
        return 0 < len(typed_rows(node.value)) <= MOST_ROWS
    return not isinstance(node.field, KeyValues)


def is_entered_at_first(node: Node) -> bool:
    """As `is_entered`, and the first row of a longer list."""
    is_list = isinstance(node.field, ListOf) and bool(typed_rows(node.value))
    return (is_list or is_entered(node)) and not is_later_row(node)


def is_later_row(node: Node) -> bool:
    """Whether it is a row of a long list, but not the first."""
    above = node.above
    is_in_list = above is not None and isinstance(above.field, ListOf) and not is_entered(above)
    return is_in_list and bool(node.index)


def list_keys(node: Node) -> Keys:
    """The way to a field's typed value, in the answers of its step."""
    above = node.above
    if above is None:
        return ()
    if isinstance(above.field, ListOf):
        here: Keys = (node.index or 0, "row")
    elif isinstance(above.field, DualView):
        here = (FORM,)
    else:
        here = ("kinds", node.field.name) if isinstance(above.field, Choice) else (node.field.name,)
    return (*list_keys(above), *here)


def list_views(node: Node) -> Iterator[tuple[Keys, DualView]]:
    """What a field is in that may be held as text, with the way to it."""
    above = node.above
    while above is not None:
        if isinstance(above.field, DualView):
            yield list_keys(above), above.field
        above = above.above


def get(holder: Value, keys: Keys) -> Value:
    """What is at the end of a way through answers; None for nothing."""
    for key in keys:
        if isinstance(key, int):
            rows = as_list(holder)
            holder = rows[key] if key < len(rows) else None
        else:
            holder = member(holder, key)
    return holder


def put(holder: Value, keys: Keys, value: Value) -> Value:
    """The answers with another value at the end of a way, without withheld secrets that were typed again."""
    if not keys:
        return value
    key, *rest = keys
    if isinstance(key, int):
        rows = [*as_list(holder)]
        rows[key] = put(rows[key], tuple(rest), value)
        return rows
    held = as_object(holder)
    return drop_used({**held, key: put(held.get(key), tuple(rest), value)})
