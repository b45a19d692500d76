"""How templates show what was sent to a webhook."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.models import Delivery, DeliveryAttempt, DeliveryState
from taskbuilder.records.notifications.kinds import KINDS

register = template.Library()
ICONS = {DeliveryState.DELIVERED: "created", DeliveryState.FAILED: "refused"}


@register.filter
def kind_title(kind: str) -> str:
    """What a kind of event is called; anything else is a test."""
    found = KINDS.get(kind)
    return str(found.title) if found else _("Test")


@register.simple_tag
def delivery_state(delivery: Delivery) -> SafeString:
    """The delivery's state in icon and words."""
    state = DeliveryState(delivery.state)
    return draw_macro("state", ICONS.get(state, state.value), state.label)


@register.filter
def attempt_words(attempt: DeliveryAttempt) -> str:
    """What came of one attempt."""
    if attempt.ended_at is None:
        return _("No result was recorded.")
    return _(attempt.message) if attempt.message else _("Accepted")
