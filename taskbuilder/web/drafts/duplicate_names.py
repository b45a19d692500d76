"""What only a form's pairs can get wrong: a name that stands twice, and which row it is that has none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskbuilder.forms.fields import KeyValues
from taskbuilder.forms.walk import Node, children, walk
from taskbuilder.taskspec.problem import Path
from taskbuilder.web.drafts.steps import STEPS


@dataclass(frozen=True, kw_only=True)
class NamedPair:
    """One pair on the page: its path in the request, the row's number, and the control of its name."""

    path: Path
    name: str
    number: int
    field: str
    is_again: bool


def find_duplicates(answers: Mapping[str, Any]) -> list[NamedPair]:
    """Each name that appears again among the pairs of one list, JSON being unable to hold both."""
    return [pair for pair in find_pairs(answers) if pair.is_again]


def find_pairs(answers: Mapping[str, Any]) -> Iterator[NamedPair]:
    """Every pair in which something was typed."""
    for step in STEPS:
        if step.ask is not None:
            form = Node(step.ask(None), answers.get(step.slug))
            for node in walk(form, enter=holds_pairs):
                if isinstance(node.field, KeyValues):
                    yield from list_pairs(node)


def holds_pairs(node: Node) -> bool:
    """Whether any are asked for inside a field; a list of them is listed as a whole."""
    return node.field.holds_pairs and not isinstance(node.field, KeyValues)


def list_pairs(node: Node) -> Iterator[NamedPair]:
    """The pairs of one list, each by the control of its name."""
    seen: set[str] = set()
    for each in children(node):
        if each.field.name == "name" and each.pointer is not None and each.index is not None:
            name = each.value or ""
            number = each.index + 1
            yield NamedPair(
                path=each.pointer, name=name, number=number, field=each.name, is_again=name in seen
            )
            seen.add(name)
