"""How templates show the state of tasks in the cloud."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.records.cloud_tasks.states import GONE, as_known, find_tone, name_state
from taskbuilder.records.models.submissions import Remark

register = template.Library()
register.filter("state_name", name_state)
register.filter("known_state", as_known)


@register.simple_tag
def task_state(state: str, count: int | None = None) -> SafeString:
    """A state as a small mark, with how many there are."""
    return _draw(get_language(), state, count)


def replaced_state() -> SafeString:
    """What lists show of tasks that are gone because others took their place."""
    return _draw(get_language(), GONE, None, is_replaced=True)


@lru_cache(maxsize=512)
def _draw(_language: str | None, state: str, count: int | None, *, is_replaced: bool = False) -> SafeString:
    """Remembered: lists have it in each row."""
    tone = find_tone(state)
    number = "" if count is None else format_html("<strong>{}</strong> ", count)
    classes = f"badge rounded-pill border border-{tone}-subtle bg-{tone}-subtle text-{tone}-emphasis"
    name = Remark.REPLACED.label if is_replaced else name_state(state)
    return format_html('<span class="state {}">{}<span>{}</span></span>', classes, number, name)
