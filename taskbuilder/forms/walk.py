"""The one walk over a form: each field with what was typed, its control and its place in the request."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from taskbuilder.forms import dual_view  # each uses the other, once both are there
from taskbuilder.forms.convert import sent_rows
from taskbuilder.forms.fields import (
    Choice,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
    Value,
    chosen_variants,
    key_of,
    member,
    rows_of,
)
from taskbuilder.forms.labels import translate
from taskbuilder.taskspec.json_value import as_text
from taskbuilder.taskspec.paths.pointer import Token
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Path

FIT_NAME = re.compile(r"[^\s:]+", re.ASCII)


@dataclass(slots=True, eq=False)  # thousands of them are made for one page
class Node:
    """A field that the walk meets. `pointer`: its path in the request, None in a row that is not sent.

    `index`: of what is in a row of a list, that row's place on the page, from 0.
    """

    field: Field
    value: Value = None
    name: str = ""
    pointer: Path | None = ()
    index: int | None = None
    above: "Node | None" = None

    @property
    def label(self) -> str:
        """ "Name", "Zone 2": what it is called where it is."""
        if self.above is not None and self.index is not None and isinstance(self.above.field, ListOf):
            return f"{translate(self.above.field.noun)} {self.index + 1}"
        return translate(self.field.title)

    @property
    def labels(self) -> tuple[str, ...]:
        """What leads to it by name, itself last; what the request has no member for leads to nothing."""
        passed = self.above
        while passed is not None and passed.above is not None and passed.pointer == passed.above.pointer:
            passed = passed.above
        before = passed.labels if passed is not None else ()
        return (*before, self.label) if self.label else before

    def down(
        self, field: Field, value: Value, name: str, pointer: Path | None, index: int | None = None
    ) -> "Node":
        """A field below it; `index`: of a row, its place in the list."""
        return Node(field, value, extend(self.name, name), pointer, index, self)

    def at(self, *tokens: Token) -> Path | None:
        """A path below its own."""
        return None if self.pointer is None else (*self.pointer, *tokens)


def extend(name: str, part: str) -> str:
    """The name of a part below a name."""
    return f"{name}-{part}" if name and part else name or part


def walk(
    node: Node, platform: Platform | None = None, enter: Callable[[Node], bool] | None = None
) -> Iterator[Node]:
    """A field and all below it that the page asks for, in its order; `enter`: whether to go below one."""
    yield node
    if enter is None or enter(node):
        for child in children(node, platform):
            yield from walk(child, platform, enter)


def children(node: Node, platform: Platform | None = None, token: str | None = None) -> Iterator[Node]:
    """The fields right below one: members, what is in the chosen kinds, rows, the two controls of a pair.

    With a token, those members and rows alone that it may lead to: of hundreds most need not be looked at.
    """
    field, value = node.field, node.value
    if isinstance(field, Group):
        for part in field.by_platform[platform]:
            if isinstance(part, Choice):
                yield node.down(part, member(value, part.name), part.name, node.pointer)
            elif token is None or part.key == token:
                yield node.down(part, member(value, part.name), part.name, node.at(part.key))
    elif isinstance(field, Choice):
        for kind, below in chosen_variants(field, value):
            pointer = node.pointer if isinstance(field, OneOf) else node.at(kind.name)
            yield node.down(kind.group, below, kind.name, pointer)
    elif isinstance(field, ListOf):
        yield from (
            list_rows(node, field, platform) if token is None else find_row(node, field, platform, token)
        )
    elif isinstance(field, KeyValues):
        yield from list_pairs(node, field)
    elif isinstance(field, DualView) and field.group is not None:
        view = dual_view.look(field, value)
        if view.is_form:
            yield node.down(field.group, view.form, field.group.name, node.pointer)


def list_rows(node: Node, field: ListOf, platform: Platform | None) -> Iterator[Node]:
    rows = rows_of(field, node.value)
    sent = {index: place for place, index in enumerate(sent_rows(field, rows, platform))}
    for index, row in enumerate(rows):
        pointer = node.at(sent[index]) if index in sent else None
        yield node.down(field.row, row.get("row"), key_of(row), pointer, index)


def find_row(node: Node, field: ListOf, platform: Platform | None, token: str) -> Iterator[Node]:
    rows = rows_of(field, node.value)
    sent = sent_rows(field, rows, platform)
    if token.isdecimal() and int(token) < len(sent):
        index = sent[int(token)]
        row = rows[index]
        yield node.down(field.row, row.get("row"), key_of(row), node.at(int(token)), index)


def list_pairs(node: Node, field: KeyValues) -> Iterator[Node]:
    for index, row in enumerate(rows_of(field, node.value)):
        name, key = as_text(row.get("name")), key_of(row)
        pointer = node.at(name) if name or row.get("value") else None
        for question in field.pair_for(name):
            yield node.down(question, row.get(question.name), extend(key, question.name), pointer, index)


def list_questions(field: Field, value: Value) -> Iterator[tuple[Path, Question, Value]]:
    """Every question below a field, with its path in the request and what was typed for it."""
    for node in walk(Node(field, value)):
        if isinstance(node.field, Question) and node.pointer is not None:
            yield node.pointer, node.field, node.value


def first_control(node: Node, platform: Platform | None = None) -> str:
    """The name of the first control that a field draws; a list's or section's own where it draws none yet."""
    while not isinstance(node.field, Choice | Question):
        below = next(children(node, platform), None)
        if below is None:
            break
        node = below
    return node.name


def follow(node: Node, tokens: list[str], platform: Platform | None = None) -> tuple[Node, list[str]]:
    """As far down as a pointer's tokens lead, with the tokens that are left."""
    if isinstance(node.field, OneOf) and tokens[:1] == [node.field.key]:
        return node, tokens[1:]
    for child in children(node, platform, tokens[0]) if tokens else ():
        if child.pointer == node.pointer:
            found, rest = follow(child, tokens, platform)
            if len(rest) < len(tokens) or isinstance(node.field, DualView):
                return found, rest
        elif is_led_to(child, tokens[0]):
            return follow(child, tokens[1:], platform)
    return node, tokens


def is_led_to(node: Node, token: str) -> bool:
    """Whether a token is this field's; a pair's leads to its value, if its name is one that can be."""
    if node.pointer is None or str(node.pointer[-1]) != token:
        return False
    is_pair = node.above is not None and isinstance(node.above.field, KeyValues)
    return not is_pair or (node.field.name == "value") == bool(FIT_NAME.fullmatch(token))


def locate(node: Node, tokens: list[str], platform: Platform | None = None) -> str | None:
    """The name of the control that a pointer's tokens lead to, of a list or a choice; None for none."""
    found, rest = follow(node, tokens, platform)
    if isinstance(found.field, Group):
        return None if rest else first_control(found, platform)
    if isinstance(found.field, ListOf | KeyValues):
        is_filled = any(child.pointer is not None for child in children(found, platform))
        return found.name if is_filled else first_control(found, platform)
    return first_control(found, platform)


def list_fields(field: Field) -> Iterator[Field]:
    """A field and all below it that may ever be asked for, whatever was typed."""
    yield field
    for part in field.parts:
        yield from list_fields(part)


def find_field(field: Field | None, tokens: list[str]) -> Field | None:
    """The field whose controls have that name, whatever was typed."""
    for token in tokens:
        if isinstance(field, ListOf):
            field = field.row
        elif field is not None:
            field = next((part for part in field.parts if part.name == token), None)
    return field


def find_id(field: Field | None, name: str) -> str:
    """The id of the control of that name: of a group, its first."""
    part = find_field(field, name.split("-"))
    is_group = isinstance(part, Choice) or (isinstance(part, Question) and part.is_group)
    return f"id_{name}_0" if is_group or field is None else f"id_{name}"
