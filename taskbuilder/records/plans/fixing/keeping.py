"""Keeping the cells that people fixed in a plan as it takes its sources anew."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from taskbuilder.records.models import Plan
from taskbuilder.records.models.plans import FixedCells
from taskbuilder.records.plans.grouping.filling import identify_apart
from taskbuilder.records.plans.grouping.lines import Cells
from taskbuilder.records.plans.grouping.rows import list_lines
from taskbuilder.records.plans.keys import make_key
from taskbuilder.records.plans.rendering import Renderer
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.taskspec.secrets.split import mask_url

Numbered = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The lines with the fixed cells in them, what the inventory has there, and the cells by name."""

    rows: list[Numbered]
    fixed: FixedCells = field(default_factory=dict)
    named: list[str] = field(default_factory=list)


def keep_fixed(plan: Plan, rows: Iterable[Numbered], headers: Sequence[str]) -> Kept:
    """Of sources as they are now, whose `headers` begin with the plan's. Raises UnreadableSecret.

    What the inventory has by now as it was fixed is not a fixed cell any more. One query.
    """
    kept = Kept(rows=[*rows])
    if not plan.fixed:
        return kept
    renderer = make_renderer(plan)
    lines = dict(find_lines(plan, renderer))
    for number, cells in kept.rows:
        for header, text in lines.get(identify(plan, renderer, cells), {}).items():
            place = headers.index(header)
            if cells[place] != text:
                kept.fixed.setdefault(str(number), {})[header] = cells[place]
                if place != plan.group_column:
                    kept.named.append(f"{name_line(plan, number, cells)} · {header}")
                cells[place] = text
    return kept


def find_lines(plan: Plan, renderer: Renderer) -> Iterator[tuple[Hashable, Mapping[str, str]]]:
    """The fixed cells by their headers, of each line by what it was known by in the inventory."""
    for number, cells in list_lines(plan):
        fixed = plan.fixed.get(str(number))
        if fixed:
            held = list(zip(plan.headers, cells, strict=False))
            before = [fixed.get(header, cell) for header, cell in held]
            yield identify(plan, renderer, before), {name: cell for name, cell in held if name in fixed}


def identify(plan: Plan, renderer: Renderer, cells: Cells) -> Hashable:
    """What a line of the inventory is known by from one time to the next."""
    own = cells[: len(plan.headers)]
    if plan.key_column is None and plan.group_column is None:
        return make_key(renderer, own)
    return tuple(identify_apart(own, plan.key_column, plan.group_column or 0))


def name_line(plan: Plan, number: int, cells: Cells) -> str:
    return str(number) if plan.key_column is None else mask_url(cells[plan.key_column])
