"""What the editor of a region is told: its frame, its picture, and everything that it may have to say."""

import json

from django.utils.translation import gettext

from taskbuilder.forms.fields import Control, Field, Question
from taskbuilder.forms.labels import translate
from taskbuilder.forms.walk import list_fields
from taskbuilder.records.drafts.images import MOST_BYTES
from taskbuilder.records.models.drafts import MEMBER_LENGTH
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.regions import outlines
from taskbuilder.taskspec.regions import points as regions
from taskbuilder.web.drafts.actions import ADDED
from taskbuilder.web.drafts.actions import REMOVED as GONE
from taskbuilder.web.drafts.regions.snapshots import KEPT, REMOVED, TOO_LARGE, Pictures, refuse

HOW = _(
    "One shape on each line, its points counted from the top left corner of a frame of %(width)s × %(height)s"
    ". Names and colours are for you, and are not sent."
)
EXAMPLE = "polygon 100,80 400,80 400,300"
COLOURS = {
    "red": _("Red"),
    "orange": _("Orange"),
    "yellow": _("Yellow"),
    "green": _("Green"),
    "blue": _("Blue"),
    "purple": _("Purple"),
}
FAULTS = {
    "line": outlines.NO_LINE,
    "json": outlines.NO_REGION,
    "tooMany": outlines.TOO_MANY,
    "tooFew": outlines.TOO_FEW,
    "outside": outlines.OUTSIDE,
    "twice": outlines.TWICE,
    "noArea": outlines.NO_AREA,
    "crossing": outlines.CROSSING,
    "again": outlines.AGAIN,
}
"""The judge's own messages: the editor says while somebody draws what it would say afterwards."""
WORDS = {
    "added": ADDED,
    "removed": GONE,
    "numberedPolygon": _("Polygon %(number)d"),
    "numberedLine": _("Line %(number)d"),
    "numberedPoint": _("Point %(point)d"),
    "pointAt": _("Point %(point)d of %(shape)s, at %(place)s"),
    "setAt": _("Point %(point)d was set at %(place)s."),
    "points": _("Points: %(number)d"),
    "name": _("Name"),
    "colour": _("Colour"),
    "noColour": _("No colour"),
    "addPoint": _("Add a point"),
    "removePoint": _("Remove point %(point)d"),
    "removeShape": _("Remove this shape"),
    "undone": _("Undone."),
    "redone": _("Redone."),
    "cancelled": _("Drawing was cancelled."),
    "drawPolygon": _("Click where each point goes; click the first one again to finish."),
    "drawLine": _("Click where each point goes; click the last one again to finish."),
    "drawByKeys": _("The arrow keys move the cross, Space sets a point, Enter finishes, Escape cancels."),
    "unfinished": _(
        "“%(name)s”: the shape that you are drawing needs at least %(limit)d points. Set more, or cancel it."
    ),
    "choose": _("Choose a shape to change it."),
    "change": _("Drag the shape or its points; drag a small point between two to add one."),
    "changeByKeys": _(
        "The arrow keys move what has the focus, with Shift by 10; Insert adds a point, Delete removes."
    ),
    "fixed": _("This JSON holds more than lines can say. It is shown, and can be changed as text alone."),
    "stretched": _("The picture has other proportions than the frame, and is stretched to it."),
    "sending": _("Sending the picture…"),
    "unsent": _("The picture could not be sent. Try again."),
    "kept": KEPT,
    "dropped": REMOVED,
}


def describe_editor(question: Question, name: str, pictures: Pictures) -> dict[str, object]:
    """What the template of a region needs beside what every question's does."""
    width, height = question.frame
    has_address = len(name) <= MEMBER_LENGTH
    return {
        "width": width,
        "height": height,
        "how": gettext(HOW) % {"width": width, "height": height},
        "example": EXAMPLE,
        "most_bytes": MOST_BYTES,
        "picture": pictures.find(name) if has_address else None,
        "pictures": pictures.address_of(name) if has_address else "",
        "told_to_script": json.dumps(list_words(question), ensure_ascii=False),
    }


def list_words(question: Question) -> dict[str, object]:
    """Every word by the name that the editor has for it, its parameters unfilled."""
    faults = {name: gettext(template) for name, template in FAULTS.items()}
    return {
        **{name: gettext(template) for name, template in WORDS.items()},
        "title": translate(question.title),
        "faults": faults,
        "titles": {kind: gettext(title) for kind, title in outlines.TITLES.items()},
        "colours": {name: gettext(COLOURS[name]) for name in regions.COLOURS},
        "least": outlines.LEAST_POINTS,
        "most": outlines.MOST_POINTS,
        "tooLarge": refuse(TOO_LARGE, question).render(gettext),
    }


def has_region(shape: Field) -> bool:
    """Whether a region is asked for anywhere below, however it is shown now."""
    return any(isinstance(field, Question) and field.ask is Control.REGION for field in list_fields(shape))
