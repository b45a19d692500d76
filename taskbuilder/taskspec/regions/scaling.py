"""A region that was drawn for one frame, in another one; and moved within its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeVar

from taskbuilder.taskspec.regions.outlines import Fault, find_faults
from taskbuilder.taskspec.regions.points import (
    Number,
    Point,
    Region,
    is_json,
    read_lines,
    read_string,
    to_lines,
    to_string,
    write_lines,
    write_string,
)

Frame = tuple[int, int]
"""Width and height, in pixels."""
STEPS: Final = 200
"""One step moves a region by this part of the frame's width or height."""
GROWTH: Final = 0.02
"""One step makes a region larger or smaller by this part of its size."""
MOST_STEPS: Final = 200
"""To each side, and larger."""
LEAST_SIZE: Final = -40
"""Steps smaller: a fifth of the size is left."""
ALIKE: Final = 0.01
"""Frames whose proportions differ by less than this part have the same shape."""
N = TypeVar("N", int, float)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How far a region is moved, in steps: to the right, down, and how much larger it becomes."""

    right: int = 0
    down: int = 0
    larger: int = 0

    @property
    def limited(self) -> "Shift":
        """Within what a region can be moved by: numbers of a page may be any."""
        return Shift(
            right=limit(self.right, -MOST_STEPS, MOST_STEPS),
            down=limit(self.down, -MOST_STEPS, MOST_STEPS),
            larger=limit(self.larger, LEAST_SIZE, MOST_STEPS),
        )

    def __bool__(self) -> bool:
        return self != UNMOVED


UNMOVED: Final = Shift()


@dataclass(frozen=True, kw_only=True)
class Box:
    """The smallest upright rectangle around all points of a region."""

    left: Number
    top: Number
    right: Number
    bottom: Number

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where points go: made `size` times as far from the frame's corner, then moved by these pixels."""

    size: float
    right: float
    down: float

    def place(self, point: Point) -> Point:
        return point[0] * self.size + self.right, point[1] * self.size + self.down

    def __str__(self) -> str:
        """As SVG writes it."""
        return f"translate({self.right:.3f} {self.down:.3f}) scale({self.size:.5f})"


def read_region(text: str) -> Region:
    """The region of a text as it is typed or sent. Raises UnreadableRegion."""
    return read_string(text) if is_json(text) else read_lines(text)


def scale_text(text: str, frame: Frame, to: Frame) -> str:
    """What somebody would have typed for the region in another frame. Raises UnreadableRegion."""
    return text if frame == to else write_like(text, scale(read_region(text), frame, to))


def move_text(text: str, frame: Frame, shift: Shift) -> str:
    """What somebody would have typed for the region once it is moved. Raises UnreadableRegion."""
    return write_like(text, move(read_region(text), frame, shift)) if shift else text


def write_like(text: str, region: Region) -> str:
    """As lines, with names and colours where the text has them."""
    return to_lines(write_string(region)) if is_json(text) else write_lines(region)


@lru_cache(maxsize=512)
def list_faults(text: str, frame: Frame) -> tuple[Fault, ...]:
    """What the rules of regions say of a typed text in a frame.

    Remembered: many cameras have the same frame, and each edge is compared with each other one.
    """
    return tuple(find_faults(to_string(text), frame))


def scale(region: Region, frame: Frame, to: Frame) -> Region:
    """Stretched: each point stays at the same part of the width and of the height, in whole pixels.

    Frames of another shape stretch the region with the picture. What was outside is put on the edge.
    """

    def place(point: Point) -> Point:
        return point[0] * to[0] / frame[0], point[1] * to[1] / frame[1]

    return put_points(region, place, to)


def move(region: Region, frame: Frame, shift: Shift) -> Region:
    """Made larger or smaller about its middle, then moved; as far as all of it stays in the frame."""
    box = find_box(region)
    return put_points(region, find_way(box, frame, shift).place, frame) if box and shift else region


def find_way(box: Box, frame: Frame, shift: Shift) -> Way:
    """How the points within a box move."""
    width, height = frame
    steps = shift.limited
    size = min(
        1 + steps.larger * GROWTH,
        width / ((box.right - box.left) or width),
        height / ((box.bottom - box.top) or height),
    )
    x, y = box.middle
    half_width, half_height = (box.right - box.left) * size / 2, (box.bottom - box.top) * size / 2
    to_x = limit(x + steps.right * width / STEPS, half_width, width - half_width)
    to_y = limit(y + steps.down * height / STEPS, half_height, height - half_height)
    return Way(size=size, right=to_x - x * size, down=to_y - y * size)


def put_points(region: Region, place: Callable[[Point], Point], frame: Frame) -> Region:
    """Each point where `place` puts it, in whole pixels within the frame."""

    def put(point: Point) -> Point:
        x, y = place(point)
        return limit(round(x), 0, frame[0]), limit(round(y), 0, frame[1])

    outlines = (replace(each, points=tuple(map(put, each.points))) for each in region.outlines)
    return replace(region, outlines=tuple(outlines))


def find_box(region: Region) -> Box | None:
    """None for a region without points."""
    points = [point for outline in region.outlines for point in outline.points]
    if not points:
        return None
    across, along = [x for x, _y in points], [y for _x, y in points]
    return Box(left=min(across), top=min(along), right=max(across), bottom=max(along))


def has_shape_of(frame: Frame, other: Frame) -> bool:
    """Whether a picture of one frame fills the other without being stretched to one side."""
    return abs(frame[0] * other[1] / (frame[1] * other[0]) - 1) <= ALIKE


def limit(number: N, least: N, most: N) -> N:
    return min(max(number, least), most)
