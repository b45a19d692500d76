"""What a stored request says, step by step, drawn once: it stays the same whenever its page is opened."""

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Service
from taskbuilder.web.drafts.review.summary import list_step_summaries
from taskbuilder.web.http.kept import Kept

MOST_KEPT = 20_000
"""Characters of a request; the parts of a longer one take more room than time."""
PARTS: Kept[SafeString] = Kept(256)


def draw_parts(request: JsonObject, text: str, service: Service, start: str) -> SafeString:
    """`request` masked, and the same as JSON text; `start`: the place that the address asks for."""
    if len(text) > MOST_KEPT:
        return _draw_parts(request, service, start)
    of_service = (service.platform, service.requires_config, service.schema_text, service.requires_node_id)
    key = (get_language(), get_script_prefix(), text, *of_service, service.upper_case, start)
    return PARTS.find(key, lambda: _draw_parts(request, service, start))


def _draw_parts(request: JsonObject, service: Service, start: str) -> SafeString:
    return render_to_string("submissions/parts.html", {"parts": list_step_summaries(request, service, start)})
