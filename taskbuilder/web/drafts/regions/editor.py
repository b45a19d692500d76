"""What the editor of a region needs: its frame, its picture, and everything that it may have to say."""

import json

from taskbuilder.forms.fields import Control, Field, Question
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.walk import list_fields
from taskbuilder.records.drafts.images import MOST_BYTES
from taskbuilder.records.models.drafts import MEMBER_LENGTH
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.regions import outlines
from taskbuilder.taskspec.regions import points as regions
from taskbuilder.web.drafts.actions import ADDED
from taskbuilder.web.drafts.actions import REMOVED as GONE
from taskbuilder.web.drafts.regions.snapshots import KEPT, REMOVED, TOO_LARGE, Pictures, refuse
from taskbuilder.web.drafts.regions.templates import offer_templates

HOW = _(
    "One shape per line. Points are counted from the top left corner of a %(width)s × %(height)s frame. "
    "Names and colours are for you only and are not sent."
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
    "setAt": _("Point %(point)d set at %(place)s."),
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
    "drawByKeys": _("Arrow keys move the cross, Space sets a point, Enter finishes, Escape cancels."),
    "unfinished": _(
        "“%(name)s”: the shape you are drawing needs at least %(limit)d points. Set more, or cancel it."
    ),
    "choose": _("Choose a shape to change it."),
    "change": _("Drag the shape or its points; drag a small point between two to add one."),
    "changeByKeys": _(
        "Arrow keys move the focused point or shape (10 steps with Shift); Insert adds a point, Delete "
        "removes it."
    ),
    "fixed": _("This JSON cannot be shown as lines. You can only edit it as text."),
    "stretched": _("The picture is stretched: its proportions differ from the frame's."),
    "sending": _("Uploading the picture…"),
    "unsent": _("The picture could not be uploaded. Try again."),
    "kept": KEPT,
    "dropped": REMOVED,
}


def describe_editor(question: Question, name: str, pictures: Pictures | None = None) -> dict[str, object]:
    """What the template of a region needs beside what every question's does; a preview has no pictures."""
    width, height = question.frame
    kept = pictures if len(name) <= MEMBER_LENGTH else None
    return {
        "width": width,
        "height": height,
        "how": gettext(HOW) % {"width": width, "height": height},
        "example": EXAMPLE,
        "most_bytes": MOST_BYTES,
        "picture": kept.find(name) if kept else None,
        "pictures": kept.address_of(name) if kept else "",
        "templates": offer_templates([*kept.accepted, *kept.templates], question.frame) if kept else [],
        "words_for_script": json.dumps(list_words(question), ensure_ascii=False),
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
    """Whether a region is asked for anywhere below, however it is shown now; remembered with the form."""
    known = vars(shape)
    if "has_region" not in known:
        questions = (each for each in list_fields(shape) if isinstance(each, Question))
        known["has_region"] = any(each.ask is Control.REGION for each in questions)
    return bool(known["has_region"])
