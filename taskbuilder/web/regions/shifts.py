"""How far each region of a page is moved: in the page's form, and in its address."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.http import QueryDict

from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.regions.scaling import UNMOVED, Shift

WAYS: Mapping[str, Shift] = {
    "left": Shift(right=-2),
    "right": Shift(right=2),
    "up": Shift(down=-2),
    "down": Shift(down=2),
    "larger": Shift(larger=2),
    "smaller": Shift(larger=-2),
}
"""What each button of a tile does; one press is 1 % of the frame, or 4 % of the region's size."""
MOVE = "move"
MOST_MOVED = 24


def read_shifts(data: QueryDict) -> dict[UUID, Shift]:
    """By the key of its source, written `move=<key>:<right>:<down>:<larger>`; anything else is left out."""
    return dict(filter(None, map(read_shift, data.getlist(MOVE)[:MOST_MOVED])))


def read_shift(text: str) -> tuple[UUID, Shift] | None:
    key, *steps = text.split(":")
    numbers = [read_step(step) for step in steps]
    if len(numbers) != 3:
        return None
    try:
        shift = Shift(right=numbers[0], down=numbers[1], larger=numbers[2]).limited
        return UUID(key), shift
    except ValueError:
        return None


def read_step(text: str) -> int:
    """A whole number, below zero too; 0 for anything else."""
    is_below = text.startswith("-")
    number = read_number(text.removeprefix("-")) or 0
    return -number if is_below else number


def write_shifts(shifts: Mapping[UUID, Shift]) -> Iterator[tuple[str, str]]:
    """As an address says them, without those that are not moved."""
    for key, shift in shifts.items():
        if shift:
            yield MOVE, f"{key}:{shift.right}:{shift.down}:{shift.larger}"


def add_shift(shift: Shift, way: str) -> Shift:
    """Once a tile's button is pressed; `undo` takes back all of it."""
    more = WAYS.get(way, UNMOVED)
    if not more:
        return UNMOVED
    return replace(
        shift,
        right=shift.right + more.right,
        down=shift.down + more.down,
        larger=shift.larger + more.larger,
    ).limited
