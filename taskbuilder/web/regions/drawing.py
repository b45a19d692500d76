"""A region as a drawing: what the server's SVG says."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.taskspec.regions.points import POLYGON, Outline, UnreadableRegion
from taskbuilder.taskspec.regions.scaling import Box, Frame, find_box, read_region


@dataclass(frozen=True, kw_only=True)
class DrawnShape:
    """One shape: its kind and colour as classes have them, and its path."""

    kind: str
    colour: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """The shapes of a region in the pixels of its frame; `box`: the rectangle around them."""

    width: int
    height: int
    shapes: tuple[DrawnShape, ...] = ()
    box: Box | None = None

    @classmethod
    def of(cls, text: str, frame: Frame) -> "Sketch":
        """Of a text that is not a region nothing is drawn."""
        try:
            region = read_region(text)
        except UnreadableRegion:
            return cls(width=frame[0], height=frame[1])
        shapes = tuple(draw_shapes(region.outlines))
        return cls(width=frame[0], height=frame[1], shapes=shapes, box=find_box(region))


def draw_shapes(outlines: tuple[Outline, ...]) -> Iterator[DrawnShape]:
    for each in outlines:
        points = "L".join(f"{x} {y}" for x, y in each.points)
        end = "Z" if each.kind == POLYGON else ""
        yield DrawnShape(
            kind=each.kind, colour=each.colour or "none", path=f"M{points}{end}" if points else ""
        )
