"""Cells as pages and files show them, secrets hidden, and what they hold once they come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from taskbuilder.records.models import Plan
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK, mask_url
from taskbuilder.web.plans.tables.bases import read_plan
from taskbuilder.web.plans.tables.fields import PlanField


@dataclass(frozen=True)
class HiddenCells:
    """What columns are called, and the field that each fills, by its place; some fill none."""

    headers: Sequence[str]
    fields: Mapping[int, PlanField]

    def is_secret(self, place: int) -> bool:
        """By its field, and of a column that fills none by what it is called."""
        field = self.fields.get(place)
        return field.is_secret if field else is_secret_name(self.headers[place])

    def hide(self, place: int, text: str) -> str:
        if self.is_secret(place):
            return MASK if text else ""
        return mask_url(text)

    def take(self, place: int, typed: str, held: str) -> str:
        """What a cell holds after it was shown and came back; what was hidden in it is put back."""
        if typed.strip() == self.hide(place, held).strip():
            return held
        return typed if self.is_secret(place) else unmask_url(typed.strip(), held)


def read_cells(plan: Plan, person: User) -> HiddenCells:
    """Of a plan's table. Raises UnreadableSecret."""
    fields = {field.pointer: field for field in read_plan(plan, person).fields}
    used = {use["column"]: fields[use["pointer"]] for use in plan.columns if use["pointer"] in fields}
    return HiddenCells(plan.headers, used)
