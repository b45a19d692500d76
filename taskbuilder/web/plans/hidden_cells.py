"""Cells as pages and files show them, secrets hidden, and what they hold once they come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskbuilder.records.models import Plan
from taskbuilder.records.plans.as_code import PuttingBack, SecretColumns
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.taskspec.secrets.declared import declared_by


@dataclass(frozen=True, kw_only=True)
class HiddenCells:
    """What columns are called and which hide what they hold."""

    headers: Sequence[str]
    columns: SecretColumns
    putting: PuttingBack

    def is_secret(self, place: int) -> bool:
        """Whether the whole column is."""
        return self.columns.is_secret(place)

    def hide(self, place: int, text: str) -> str:
        return self.columns.hide(place, text)

    def take(self, typed: Mapping[int, str], held: Sequence[str]) -> dict[int, str]:
        """What a row's cells hold otherwise than before, after they were shown and came back.

        What was hidden is put back only where it is sent to the address that it was saved for.
        """
        shown = [self.hide(place, text) for place, text in enumerate(held)]
        cells = [
            before if typed.get(place, before).strip() == before.strip() else typed[place]
            for place, before in enumerate(shown)
        ]
        found = self.putting.take(cells, held)
        return {place: new for place, (new, old) in enumerate(zip(found, held, strict=True)) if new != old}


def read_cells(plan: Plan) -> HiddenCells:
    """Of a plan's table. Raises UnreadableSecret."""
    renderer = make_renderer(plan)
    declared = declared_by(renderer.service)
    return HiddenCells(
        headers=plan.headers,
        columns=SecretColumns(layout=renderer.layout, declared=declared),
        putting=PuttingBack(before=renderer, now=renderer, declared=declared),
    )
