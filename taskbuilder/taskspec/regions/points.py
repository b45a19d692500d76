"""Regions of a picture: the string that a service is sent, and the lines that people read and type.

The string is JSON, `{"polygons":[{"data":[[x,y],…]}],"lines":[{"data":[[x,y],…]}]}`, in pixels of a frame.
A line of text is one shape: `polygon 100,80 400,80 400,300 "Gate" red`. Its name and colour are for people
and are not sent. Other members of a string are at the end of their shape's line, and those of
the whole region on a line that begins with `region`, as JSON. What lines cannot say to the letter stays the
string it was.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json

Number = int | float
Point = tuple[Number, Number]

FRAME: Final = (1920, 1080)
"""The width and height of a frame whose schema names none."""
POLYGON, LINE = "polygon", "line"
LISTS: Final = {POLYGON: "polygons", LINE: "lines"}
"""Each kind of shape with the member that lists it."""
COLOURS: Final = ("red", "orange", "yellow", "green", "blue", "purple")

_NUMBER = r"-?\d{1,9}(?:\.\d{1,9})?"
_POINT = re.compile(rf"({_NUMBER})\s*,\s*({_NUMBER})", re.ASCII)
_SHAPE = re.compile(
    rf"\s*(?P<kind>polygon|line)(?P<points>(?:\s+{_NUMBER}\s*,\s*{_NUMBER})*)"
    r'(?:\s+(?P<name>"(?:[^"\\]|\\.)*"))?'
    rf"(?:\s+(?P<colour>{'|'.join(COLOURS)}))?"
    r"(?:\s+(?P<others>\{.*\}))?\s*",
    re.ASCII | re.IGNORECASE,
)
_WHOLE = re.compile(r"\s*region\s+(?P<others>\{.*\})\s*", re.IGNORECASE)


class UnreadableRegion(ValueError):
    """Text that is not a region; `line` is the one that cannot be read, 0 for JSON of another shape."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(f"Line {line} is no shape.")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One shape: its points in order; `others` are members that came with it and are sent on."""

    kind: str
    points: tuple[Point, ...]
    name: str = ""
    colour: str = ""
    others: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Region:
    """All shapes of one picture, in any order of kinds."""

    outlines: tuple[Outline, ...] = ()
    others: dict[str, Any] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Outline]:
        return [outline for outline in self.outlines if outline.kind == kind]


def to_string(typed: str) -> str:
    """What is sent for a typed text: lines as JSON; what is JSON already, or no region, as it is."""
    if is_json(typed):
        return typed
    try:
        return write_string(read_lines(typed))
    except UnreadableRegion:
        return typed


def to_lines(string: str) -> str:
    """What somebody would have typed for a string; the string itself where no lines make it to the letter."""
    try:
        lines = write_lines(read_string(string))
    except UnreadableRegion:
        return string
    return lines if lines and to_string(lines) == string else string


def is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def read_string(text: str) -> Region:
    """The region of a JSON string. Raises UnreadableRegion."""
    try:
        value = read_json(text)
    except UnreadableJson:
        raise UnreadableRegion from None
    if not isinstance(value, dict):
        raise UnreadableRegion
    others = {name: member for name, member in value.items() if name not in LISTS.values()}
    lists = {kind: value.get(name, []) for kind, name in LISTS.items()}
    if not all(isinstance(shapes, list) for shapes in lists.values()):
        raise UnreadableRegion
    outlines = tuple(_read_shape(kind, shape) for kind, shapes in lists.items() for shape in shapes)
    return Region(outlines=outlines, others=others)


def _read_shape(kind: str, shape: Any) -> Outline:
    if not isinstance(shape, dict) or not isinstance(shape.get("data"), list):
        raise UnreadableRegion
    points = tuple(_read_pair(pair) for pair in shape["data"])
    others = {name: member for name, member in shape.items() if name != "data"}
    return Outline(kind=kind, points=points, others=others)


def _read_pair(pair: Any) -> Point:
    if not isinstance(pair, list) or [type(each) in (int, float) for each in pair] != [True, True]:
        raise UnreadableRegion
    return pair[0], pair[1]


def write_string(region: Region) -> str:
    """The one way in which a region is sent: compact, whole numbers without a point, no names or colours."""
    lists = {
        name: [
            {"data": [_plain(point) for point in each.points], **each.others} for each in region.of_kind(kind)
        ]
        for kind, name in LISTS.items()
    }
    return _write({**lists, **region.others})


def read_lines(text: str) -> Region:
    """The region of a typed text. Raises UnreadableRegion at the first line that is not a shape."""
    outlines: list[Outline] = []
    others: dict[str, Any] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            if whole := _WHOLE.fullmatch(line):
                others |= _read_others(whole["others"], {*LISTS.values(), *others})
            elif line.strip():
                outlines.append(_read_line(line))
        except (UnreadableJson, UnreadableRegion):
            raise UnreadableRegion(number) from None
    return Region(outlines=tuple(outlines), others=others)


def _read_line(line: str) -> Outline:
    found = _SHAPE.fullmatch(line)
    if found is None:
        raise UnreadableRegion
    return Outline(
        kind=found["kind"].lower(),
        points=tuple((_number(x), _number(y)) for x, y in _POINT.findall(found["points"])),
        name=read_json(found["name"]) if found["name"] else "",
        colour=(found["colour"] or "").lower(),
        others=_read_others(found["others"], {"data"}) if found["others"] else {},
    )


def _read_others(text: str, taken: set[str]) -> dict[str, Any]:
    value = read_json(text)
    if not isinstance(value, dict) or taken & value.keys():
        raise UnreadableRegion
    return value


def write_lines(region: Region) -> str:
    """A region as people read it, polygons first; what belongs to the whole region comes last."""
    lines = [_write_line(outline) for kind in LISTS for outline in region.of_kind(kind)]
    return "\n".join([*lines, *([f"region {_write(region.others)}"] if region.others else [])])


def _write_line(outline: Outline) -> str:
    points = [",".join(_write(number) for number in _plain(point)) for point in outline.points]
    name = [_write(outline.name)] if outline.name else []
    others = [_write(outline.others)] if outline.others else []
    return " ".join([outline.kind, *points, *name, *filter(None, [outline.colour]), *others])


def _number(text: str) -> Number:
    return float(text) if "." in text else int(text)


def _plain(point: Point) -> list[Number]:
    return [int(number) if number == int(number) else number for number in point]


def _write(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
