"""How templates show a submission's state and the time an attempt took."""

from django import template

from taskbuilder.records.models import Attempt, Submission
from taskbuilder.records.states import ICONS, State

register = template.Library()


@register.inclusion_tag("components/state.html")
def state_of(submission: Submission) -> dict[str, str]:
    """The submission's state in icon and words."""
    return {"kind": ICONS[State(submission.state)], "label": submission.get_state_display()}


@register.filter
def seconds(attempt: Attempt) -> str:
    """How long the attempt took, as in "0.4"; empty while it is under way."""
    return f"{(attempt.ended_at - attempt.started_at).total_seconds():.1f}" if attempt.ended_at else ""
