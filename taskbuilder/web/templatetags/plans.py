"""How templates show the state of a plan's rows, runs and steps."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.models import PlanRun
from taskbuilder.records.plans.states import Change, RunState, StepState
from taskbuilder.web.plans.words import name_run

register = template.Library()
ICONS: dict[str, str] = {
    Change.UNJUDGED: "queued",
    Change.INVALID: "error",
    Change.NEW: "plus",
    Change.LOST: "confirm",
    Change.CHANGED: "refresh",
    Change.DRIFTED: "confirm",
    Change.GONE: "remove",
    Change.UNCHANGED: "closed",
    Change.PENDING: "sending",
    Change.UNKNOWN: "unknown",
}
OF_RUNS: dict[str, str] = {
    RunState.RUNNING: "sending",
    RunState.PAUSED: "waiting",
    RunState.STOPPED: "refused",
    RunState.DONE: "created",
    RunState.CANCELLED: "cancelled",
}
OF_STEPS: dict[str, str] = {
    StepState.OPEN: "sending",
    StepState.DONE: "created",
    StepState.REFUSED: "refused",
    StepState.UNKNOWN: "unknown",
    StepState.CANCELLED: "cancelled",
    StepState.SKIPPED: "closed",
}


@register.simple_tag
def row_change(change: str) -> SafeString:
    """What a row is, in icon and words."""
    return _draw(get_language(), ICONS[change], Change(change), None)


@register.simple_tag
def run_state(state: str) -> SafeString:
    return _draw(get_language(), OF_RUNS[state], RunState(state), None)


@register.simple_tag
def step_state(state: str, count: int | None = None) -> SafeString:
    """A state in icon and words, with how many there are."""
    return _draw(get_language(), OF_STEPS[state], StepState(state), count)


@register.simple_tag
def run_title(run: PlanRun) -> str:
    """What a run does with how many rows."""
    return name_run(run)


@lru_cache(maxsize=512)
def _draw(
    _language: str | None, icon: str, state: Change | RunState | StepState, count: int | None
) -> SafeString:
    """Remembered: a page has it in each row."""
    words = str(state.label) if count is None else format_html("<strong>{}</strong> {}", count, state.label)
    return draw_macro("state", icon, words)
