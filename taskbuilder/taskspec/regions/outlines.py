"""Checks a region of a picture: what a service could not watch, and how to fix it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any, Final

from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.regions.points import (
    LINE,
    POLYGON,
    Outline,
    Point,
    Region,
    UnreadableRegion,
    is_json,
    read_lines,
    read_string,
)

LEAST_POINTS: Final = {POLYGON: 3, LINE: 2}
MOST_POINTS: Final = 500
"""Of all shapes together: each edge is compared with each other one."""
TITLES: Final = {POLYGON: _("polygon"), LINE: _("line")}

NO_LINE = _(
    "“%(name)s”: line %(line)d of the text is not a shape. Write “polygon” or “line”, then its points, "
    "such as 100,80 400,80 400,300."
)
NO_REGION = _("“%(name)s” is not a region. Draw it, or write one shape per line.")
TOO_MANY = _("“%(name)s” has more than %(limit)d points. Remove some.")
TOO_FEW = _(
    "“%(name)s”: %(shape)s %(number)d needs at least %(limit)d points. Add some, or remove the shape."
)
OUTSIDE = _(
    "“%(name)s”: point %(point)d of %(shape)s %(number)d is outside the picture. Move it to between 0,0 "
    "and %(width)d,%(height)d."
)
TWICE = _(
    "“%(name)s”: point %(point)d of %(shape)s %(number)d is in the same place as its neighbour. Remove one."
)
NO_AREA = _("“%(name)s”: %(shape)s %(number)d has no area. Move one of its points.")
CROSSING = _("“%(name)s”: the edges of %(shape)s %(number)d cross or touch. Move one of its points.")
AGAIN = _("“%(name)s”: %(shape)s %(number)d is the same as %(shape)s %(other)d. Remove one.")

Edge = tuple[Point, Point]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a region, but for what the region is called: the parameter `name`."""

    template: str
    params: dict[str, Any] = field(default_factory=dict)


def find_faults(text: str, frame: tuple[int, int]) -> Iterator[Fault]:
    """Everything that is wrong with a region's string, by shape; of lines, the first that is not a shape."""
    try:
        region = read_string(text) if is_json(text) else read_lines(text)
    except UnreadableRegion as error:
        yield Fault(template=NO_LINE if error.line else NO_REGION, params={"line": error.line})
        return
    if not is_json(text):
        yield Fault(template=NO_REGION)
    elif sum(len(outline.points) for outline in region.outlines) > MOST_POINTS:
        yield Fault(template=TOO_MANY, params={"limit": MOST_POINTS})
    else:
        yield from _check_shapes(region, frame)


def _check_shapes(region: Region, frame: tuple[int, int]) -> Iterator[Fault]:
    for kind in (POLYGON, LINE):
        outlines = region.of_kind(kind)
        seen: dict[tuple[Point, ...], int] = {}
        for number, outline in enumerate(outlines, start=1):
            named = {"shape": Term(TITLES[kind]), "number": number}
            if (fault := find_fault(outline, frame)) is not None:
                yield Fault(template=fault.template, params=fault.params | named)
            elif (other := seen.setdefault(outline.points, number)) != number:
                yield Fault(template=AGAIN, params=named | {"other": other})


def find_fault(outline: Outline, frame: tuple[int, int]) -> Fault | None:
    """The first thing that is wrong with one shape, None where nothing is."""
    points, least = outline.points, LEAST_POINTS[outline.kind]
    width, height = frame
    if len(points) < least:
        return Fault(template=TOO_FEW, params={"limit": least})
    for place, (x, y) in enumerate(points, start=1):
        if not (0 <= x <= width and 0 <= y <= height):
            return Fault(template=OUTSIDE, params={"point": place, "width": width, "height": height})
    if (twice := _find_twice(outline)) is not None:
        return Fault(template=TWICE, params={"point": twice})
    if outline.kind == POLYGON and not any(turn(points[0], points[1], point) for point in points):
        return Fault(template=NO_AREA)
    if outline.kind == POLYGON and crosses(points):
        return Fault(template=CROSSING)
    return None


def _find_twice(outline: Outline) -> int | None:
    """The place, from 1, of a point that equals its neighbour; a polygon's ends are neighbours."""
    points = outline.points
    if outline.kind == POLYGON and points[0] == points[-1]:
        return len(points)
    return next((place for place, (a, b) in enumerate(pairwise(points), start=2) if a == b), None)


def crosses(points: tuple[Point, ...]) -> bool:
    """Whether two edges of a polygon meet anywhere but where one follows the other."""
    edges: list[Edge] = [*pairwise(points), (points[-1], points[0])]
    last = len(edges) - 1
    for (i, one), (j, other) in combinations(enumerate(edges), 2):
        if j - i == 1 or (i, j) == (0, last):
            first, second = (one, other) if j - i == 1 else (other, one)
            if _turns_back(first, second):
                return True
        elif meet(one, other):
            return True
    return False


def _turns_back(first: Edge, second: Edge) -> bool:
    """Whether an edge runs back upon the one that it follows."""
    (a, b), (_b, c) = first, second
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return turn(a, b, c) == 0 and ahead < 0


def meet(one: Edge, other: Edge) -> bool:
    """Whether two edges have a point in common."""
    (a, b), (c, d) = one, other
    sides = turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(side == 0 and _spans(*end) for side, end in zip(sides, ends, strict=True))


def turn(a: Point, b: Point, c: Point) -> float:
    """Above 0 where the way by three points turns clockwise on the screen, below where it does otherwise."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _spans(a: Point, b: Point, c: Point) -> bool:
    """Whether a point in line with two others is between them."""
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])
