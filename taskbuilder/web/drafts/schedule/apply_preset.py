"""Fills a preset's schedule in, and takes it back: what was typed before stays with the draft until then."""

from dataclasses import replace

from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Value, is_blank, member, read_choice
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.web.drafts.answers import PresetUndo
from taskbuilder.web.drafts.schedule.presets import find_preset
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, renew

FILLED_IN, TAKEN_BACK = _("“%(preset)s” was filled in."), _("“%(preset)s” was taken back.")
BUTTON = "preset-%s"
"""Where the focus stays, or goes back to."""


def apply_preset(state: DraftState, name: str) -> tuple[DraftState, ActionResult]:
    """The draft with a preset's schedule, in the offset that was typed; other kinds' answers stay."""
    preset = find_preset(name, state.platform)
    if preset is None:
        return state, ActionResult()
    typed = state.value_at(SCHEDULE)
    undo = state.answers.preset_undo if is_blank(typed) else PresetUndo(preset=name, typed=typed)
    answers = replace(state.answers.with_check(SCHEDULE, is_checked=False), preset_undo=undo)
    request = {**state.request, "schedule": preset.make(find_offset(typed))}
    result = ActionResult(
        focus=BUTTON % name, announcement=gettext(FILLED_IN) % {"preset": gettext(preset.title)}
    )
    return renew(replace(state, answers=answers), SCHEDULE, request), result


def undo_preset(state: DraftState) -> tuple[DraftState, ActionResult]:
    """The draft as it was before the preset that was filled in last; as it is where there is none."""
    undo, title = state.answers.preset_undo, find_filled(state)
    if undo is None or not title:
        return state, ActionResult()
    answers = state.answers.with_check(SCHEDULE, is_checked=False).with_step(SCHEDULE, undo.typed)
    result = ActionResult(focus=BUTTON % undo.preset, announcement=gettext(TAKEN_BACK) % {"preset": title})
    return replace(state, answers=replace(answers, preset_undo=None)), result


def find_filled(state: DraftState) -> str:
    """What the preset is called that can be taken back; empty for none."""
    undo = state.answers.preset_undo
    preset = find_preset(undo.preset, None) if undo else None
    return gettext(preset.title) if preset else ""


def find_offset(typed: Value) -> Value:
    """The offset as it was typed, though "No schedule" may have been chosen since; empty for none."""
    variants = read_choice(member(member(typed, "schedule"), "type")).variants.values()
    return next((offset for kind in variants if (offset := member(kind, "timezone"))), "")
