"""A request as pages list it: step by step, its leaves under the rows that they stand in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Service
from taskbuilder.web.drafts.review.summary import Above, SummaryLine, list_lines
from taskbuilder.web.drafts.steps import list_steps

SummaryGroup = tuple[str, list[tuple[str, str]]]
"""A heading, empty for what stands in no row, and pairs of name and value."""


@dataclass(frozen=True)
class StepSummary:
    """What one step says, under the step's title."""

    title: str
    blocks: list[SummaryGroup]


def list_summary_groups(title: str, leaves: Iterable[SummaryLine]) -> list[SummaryGroup]:
    """A heading that only says the title again is noise, and left out."""
    return [
        (heading if heading != title else "", [(leaf.name, leaf.value) for leaf in found])
        for heading, found in groupby(leaves, key=lambda leaf: leaf.heading)
    ]


def list_step_summaries(request: JsonObject, service: Service) -> Iterator[StepSummary]:
    """Everything that a masked request says of what the steps ask for; what was skipped is left out."""
    for step in list_steps():
        if step.ask is None:
            continue
        title = gettext(step.title_on(service.platform))
        leaves = list_lines(step.ask(service), request, Above(service.platform))
        if blocks := list_summary_groups(title, (leaf for leaf in leaves if leaf.value)):
            yield StepSummary(title, blocks)
