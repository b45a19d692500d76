"""What is wrong at the controls of a form that is not drawn again; static/js/marks.js puts it there."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.render.templates import draw


@dataclass(frozen=True)
class LeftControl:
    """A control on the page, its typed value, and that value in the form in which it is saved."""

    name: str
    typed: str
    shown: str


def draw_marks(context: RenderContext, left: LeftControl | None) -> SafeString:
    """The messages of each control on the page, and how many problems each part of the form has."""
    controls = [
        {
            "name": name,
            "messages": context.draw_messages(name),
            "ids": context.list_message_ids(name),
            "is_failing": context.fails_at(name),
        }
        for name in list(context.findings)
        if context.views.has_control(name)
    ]
    counts = [
        (name, count) for name, count in context.counts.items() if count and context.views.has_part(name)
    ]
    return draw("marks", {"controls": controls, "counts": counts, "left": left})
