"""What only a form's pairs can get wrong: a name that is there twice, and which row it is that has none."""

from collections.abc import Iterator, Mapping

from taskbuilder.forms.fields import KeyValues, Value
from taskbuilder.forms.walk import Node, walk
from taskbuilder.taskspec.problem import Path
from taskbuilder.web.drafts.steps import list_steps


def find_names(steps: Mapping[str, Value]) -> Iterator[tuple[Path, Node]]:
    """The control of the name of every pair in which something was typed, with the pair's path."""
    for step in list_steps():
        form = step.ask and Node(step.ask(None), steps.get(step.slug))
        for node in walk(form, enter=lambda each: each.field.holds_pairs) if form else ():
            is_pair = node.above is not None and isinstance(node.above.field, KeyValues)
            if is_pair and node.field.name == "name" and node.pointer is not None:
                yield node.pointer, node


def find_duplicates(steps: Mapping[str, Value]) -> Iterator[tuple[Path, Node]]:
    """Each name that appears again among the pairs of one list, JSON being unable to hold both."""
    seen = set()
    for path, node in find_names(steps):
        if path in seen:
            yield path, node
        seen.add(path)


def number_of_row(node: Node) -> int:
    """The number that the page gives the row of a control."""
    return (node.index or 0) + 1
