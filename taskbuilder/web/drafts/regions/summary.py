"""A region in words, for readers of a request."""

from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.regions.points import (
    LINE,
    LISTS,
    POLYGON,
    UnreadableRegion,
    read_string,
    write_lines,
)

SHAPES = {POLYGON: _("Polygon %(number)d"), LINE: _("Line %(number)d")}


def describe_region(string: str) -> str:
    """ "Polygon 1: 4 points, Line 1: 2 points"; what words would leave out is shown in lines, or as it is."""
    try:
        region = read_string(string)
    except UnreadableRegion:
        return string
    if region.others or any(outline.others for outline in region.outlines):
        return write_lines(region)
    shapes = []
    for kind in LISTS:
        for number, outline in enumerate(region.of_kind(kind), start=1):
            count = len(outline.points)
            shape = gettext(SHAPES[kind]) % {"number": number}
            points = ngettext("%(shape)s: %(counter)d point", "%(shape)s: %(counter)d points", count)
            shapes.append(points % {"shape": shape, "counter": count})
    return write_list(shapes, gettext) or gettext("No shapes")
