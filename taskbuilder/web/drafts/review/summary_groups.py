"""A request as pages list it: step by step, its leaves under the rows that they stand in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from taskbuilder.taskspec.platforms import Service
from taskbuilder.web.drafts.review.summary import Above, Leaf, list_leaves
from taskbuilder.web.drafts.steps import STEPS

Block = tuple[str, list[tuple[str, str]]]
"""A heading, empty for what stands in no row, and pairs of name and value."""


@dataclass(frozen=True)
class Part:
    """What one step says, under the step's title."""

    title: str
    blocks: list[Block]


def list_blocks(title: str, leaves: Iterable[Leaf]) -> list[Block]:
    """A heading that only says the title again is noise, and left out."""
    return [
        (heading if heading != title else "", [(leaf.name, leaf.value) for leaf in found])
        for heading, found in groupby(leaves, key=lambda leaf: leaf.heading)
    ]


def list_parts(request: dict[str, Any], service: Service) -> Iterator[Part]:
    """Everything that a masked request says of what the steps ask for; what was skipped is left out."""
    for step in STEPS:
        if step.ask is None:
            continue
        title = gettext(step.title_on(service.platform))
        leaves = list_leaves(step.ask(service), request, Above(service.platform))
        if blocks := list_blocks(title, (leaf for leaf in leaves if leaf.value)):
            yield Part(title, blocks)
