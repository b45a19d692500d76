"""Draws the box beside a list, into which people paste, and what its text is understood as."""

from django.utils.safestring import SafeString

from taskbuilder.forms.fields import ListOf, Rows
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.paste.boxes import PASTE, PREVIEW, mask_box, takes_paste
from taskbuilder.forms.paste.preview import describe_pasted
from taskbuilder.forms.paste.rows import list_columns
from taskbuilder.forms.render.context import Position, RenderContext
from taskbuilder.forms.render.question_pieces import join_rows
from taskbuilder.forms.render.templates import Words, draw, placeholder
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import gettext_noop as _

HEADERS_HELP = _("One “Name: value” per line, a JSON object, or the -H options of a cURL command.")
COLUMNS_HELP = _(
    "One row per line. To paste several columns, include a header row: %(titles)s. Other columns are ignored."
)


def draw_box(field: Rows, context: RenderContext, position: Position) -> SafeString:
    """The box of a list; in rows, of which there may be hundreds, a button that opens it."""
    if not takes_paste(field) or (isinstance(field, ListOf) and not list_columns(field)):
        return SafeString()
    name, rows = position.name, join_rows(position.rows)
    text = context.pasted.get(name, "")
    is_open = bool(text) or context.focus in (extend(name, PASTE), extend(name, PREVIEW))
    if rows and not is_open:
        frame = context.frame(field, "closed box", _draw_closed, is_kept=True)
        return frame.fill({"name": name, "rows": rows})
    context.posted += 1
    words: Words = {"name": name, "rows": rows, "action": context.action, "is_open": is_open}
    words |= _describe(field)
    words |= {"pasted": mask_box(field, text), "preview": describe_pasted(field, text)}
    is_asked = context.focus == extend(name, PREVIEW)
    return draw("paste_box", words | {"announcement": context.announcement if is_asked else ""})


def _draw_closed() -> SafeString:
    return draw("paste_button", {"name": placeholder("name"), "rows": placeholder("rows")})


def _describe(field: Rows) -> Words:
    """What can be pasted, in the words of the form."""
    if not isinstance(field, ListOf):
        return {
            "summary": gettext("Paste headers"),
            "label": gettext("Headers to add"),
            "table": gettext("Pasted headers"),
            "look": gettext("Preview headers"),
            "help": gettext(HEADERS_HELP),
        }
    titles = gettext(", ").join(gettext(column.title) for column in list_columns(field))
    return {
        "summary": gettext("Paste a list"),
        "label": gettext("One per line, or cells from a spreadsheet"),
        "table": gettext("Pasted rows"),
        "look": gettext("Preview rows"),
        "help": gettext(COLUMNS_HELP) % {"titles": titles},
    }
