"""Why a step asks what it asks: what the service needs, what its platform does not take, each by its rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.forms.fields import Choice, Field, Value, is_offered
from taskbuilder.forms.walk import Node, walk
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.catalogue import RULES, Rule


@dataclass(frozen=True)
class Reason:
    """A part of the form, and the rule because of which it is asked for or not."""

    title: str
    rule: Rule


def list_hidden(field: Field, value: Value, platform: Platform | None) -> Iterator[Reason]:
    """What would be asked for on another platform, among what was chosen."""

    def enter(node: Node) -> bool:  # the first row of a list alone: each asks for the same
        return not node.index and is_offered(node.field, platform)

    for node in walk(Node(field, value), enter=enter):
        if not is_offered(node.field, platform):
            hidden: list[tuple[str, str]] = [(node.field.title, node.field.platform_rule)]
        else:
            variants = node.field.variants if isinstance(node.field, Choice) else ()
            unoffered = (kind for kind in variants if not is_offered(kind, platform))
            hidden = [(kind.title, kind.platform_rule or node.field.platform_rule) for kind in unoffered]
        yield from (Reason(title, RULES[rule]) for title, rule in hidden if rule)


def list_needed(field: Field, value: Value, needed: frozenset[str]) -> Iterator[Reason]:
    """What is asked for because the service needs it, among what was chosen."""

    def is_needed(field: Field) -> bool:
        return bool(field.service_rule) and field.name in needed

    def enter(node: Node) -> bool:
        return not node.index and not is_needed(node.field)

    for node in walk(Node(field, value), enter=enter):
        if is_needed(node.field):
            yield Reason(node.field.title, RULES[node.field.service_rule])
