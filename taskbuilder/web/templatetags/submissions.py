"""How templates show a submission's state and the time an attempt took."""

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.models import Attempt, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.web.time_spans import write_span

register = template.Library()


@register.simple_tag
def state_of(submission: Submission) -> SafeString:
    """The submission's state in icon and words."""
    return draw_state(submission.state, is_adopted=submission.is_adopted)


def draw_state(value: str, *, is_adopted: bool) -> SafeString:
    return _draw_state(get_language(), value, is_adopted=is_adopted)


@lru_cache(maxsize=64)
def _draw_state(_language: str | None, value: str, *, is_adopted: bool = False) -> SafeString:
    """Remembered: lists have it in each row, and Django goes through all choices for one's name."""
    state = State(value)
    return draw_macro("state", state.icon, _("Adopted") if is_adopted else state.label)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago it was, as in "3 hours ago"; within its first minute "just now"."""
    now = timezone.now()
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": write_span(moment, now)}


@register.filter
def seconds(attempt: Attempt) -> str:
    """How long the attempt took, as in "0.4"; empty while it is under way."""
    return f"{(attempt.ended_at - attempt.started_at).total_seconds():.1f}" if attempt.ended_at else ""
