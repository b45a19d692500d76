"""How templates show the state of an action on tasks."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.task_actions.states import ActionKind, ActionState
from taskbuilder.web.task_actions.words import write_button

register = template.Library()


@register.simple_tag
def action_state(state: str, count: int | None = None) -> SafeString:
    """A state in icon and words, with how many there are."""
    return _draw(get_language(), state, count)


@register.simple_tag
def action_title(kind: str, count: int) -> str:
    """What was asked of so many tasks."""
    return write_button(ActionKind(kind), count)


@lru_cache(maxsize=512)
def _draw(_language: str | None, value: str, count: int | None) -> SafeString:
    """Remembered: a page has it in each row."""
    state = ActionState(value)
    words = str(state.label) if count is None else format_html("<strong>{}</strong> {}", count, state.label)
    return draw_macro("state", state.icon, words)
