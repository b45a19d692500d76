"""How templates show how far an export is."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.models import Export, ExportState

register = template.Library()
ICONS = {
    ExportState.WAITING: "queued",
    ExportState.MAKING: "sending",
    ExportState.DONE: "created",
    ExportState.FAILED: "refused",
}


@register.simple_tag
def state_of_export(export: Export) -> SafeString:
    """Its state in icon and words, with how much of it is done."""
    state = ExportState(export.state)
    words = str(state.label)
    if state is ExportState.MAKING and export.rows_total:
        words = _("%(state)s, %(percent)d%%") % {"state": words, "percent": export.percent}
    return draw_macro("state", ICONS[state], words)
