"""The tiles of a contact sheet: one source's picture with the region over it, and its state in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from taskbuilder.records.regions.sources import PlacedRegion, RegionState
from taskbuilder.taskspec.regions.scaling import GROWTH, LEAST_SIZE, MOST_STEPS, STEPS, find_way
from taskbuilder.web.regions import shifts
from taskbuilder.web.regions.drawing import Sketch
from taskbuilder.web.regions.faults import explain
from taskbuilder.web.regions.lookup import snapshot_address

STATES = {
    RegionState.PROPOSED: gettext_noop("Proposed"),
    RegionState.ACCEPTED: gettext_noop("Accepted"),
    RegionState.MOVED: gettext_noop("Moved and accepted"),
    RegionState.OUTDATED: gettext_noop("Proposed again"),
}
NOT_SAVED = gettext_noop("Moved, not accepted yet")
WAYS = {
    "left": gettext_noop("Left"),
    "right": gettext_noop("Right"),
    "up": gettext_noop("Up"),
    "down": gettext_noop("Down"),
    "larger": gettext_noop("Larger"),
    "smaller": gettext_noop("Smaller"),
    "undo": gettext_noop("Undo"),
}
"""The buttons of a tile that move its region."""
UNDONE = gettext_noop("Undone.")
PLACED = gettext_noop("%(way)s. Middle at %(across)s, %(down)s; size %(size)s.")
"""Said after each step, as the tile's picture is not heard."""
MOVING = gettext_noop("Arrow keys shift the region, + and - scale it. Enter accepts, Esc undoes.")


@dataclass(frozen=True)
class Tile:
    """`placed`: the region, moved as far as the page says."""

    placed: PlacedRegion
    slug: str

    @property
    def key(self) -> str:
        return str(self.placed.source.pk)

    @property
    def name(self) -> str:
        return self.placed.source.name

    @property
    def is_current(self) -> bool:
        return self.placed.is_current

    @cached_property
    def sketch(self) -> Sketch:
        """Not moved: `transform` and the page's script do that."""
        return Sketch.of(self.placed.unmoved, self.placed.frame)

    @property
    def transform(self) -> str:
        box = self.sketch.box
        return str(find_way(box, self.placed.frame, self.placed.shift)) if box else ""

    @property
    def moved(self) -> str:
        """What the form says of it."""
        shift = self.placed.shift
        return f"{self.key}:{shift.right}:{shift.down}:{shift.larger}"

    @property
    def href(self) -> str:
        """The picture's address, empty without one."""
        return snapshot_address(self.slug, self.placed.snapshot) if self.placed.snapshot else ""

    @property
    def state(self) -> str:
        return _(NOT_SAVED if self.placed.shift else STATES[self.placed.state])

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.placed.is_current and not self.placed.shift

    @cached_property
    def problems(self) -> Sequence[str]:
        return [explain(fault, self.name) for fault in self.placed.faults]

    @property
    def note(self) -> str:
        """What to look at before it is accepted."""
        if self.placed.state is RegionState.OUTDATED:
            return _("The template was drawn anew after this was accepted.")
        if self.placed.is_stretched and not self.placed.is_current:
            size = {"width": self.placed.frame[0], "height": self.placed.frame[1]}
            return _("Stretched: this picture has another shape (%(width)d × %(height)d).") % size
        return ""


def list_ways() -> list[tuple[str, str]]:
    return [(way, _(words)) for way, words in WAYS.items()]


def describe_moving() -> dict[str, object]:
    """By what the page's script moves a region as the server does, and what it says."""
    return {
        "steps": STEPS,
        "growth": GROWTH,
        "most": MOST_STEPS,
        "least": LEAST_SIZE,
        "ways": {way: abs(each.right + each.down + each.larger) for way, each in shifts.WAYS.items()},
        "moved": _(NOT_SAVED),
        "words": {**dict(list_ways()), "undone": _(UNDONE), "placed": _(PLACED), "moving": _(MOVING)},
    }


def write_progress(done: int, total: int) -> str:
    """ "12 of 50 accepted"."""
    return _("%(done)d of %(total)d accepted") % {"done": done, "total": total}
