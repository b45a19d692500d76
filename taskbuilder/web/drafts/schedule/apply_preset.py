"""Fills a preset's schedule in, and takes it back: what was typed before stays with the draft until then."""

from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import is_blank, member, read_choice
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.web.drafts.answers import Answers, renew_step
from taskbuilder.web.drafts.schedule.presets import find_preset
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, check_step

BEFORE = "before"
"""In a draft's answers: the preset that was filled in last, and what had been typed at the schedule."""
FILLED_IN, TAKEN_BACK = _("“%(preset)s” was filled in."), _("“%(preset)s” was taken back.")
BUTTON = "preset-%s"
"""Where the focus stays, or goes back to."""


def apply_preset(state: DraftState, name: str) -> tuple[Answers, ActionResult]:
    """The answers with a preset's schedule, in the offset that was typed; other kinds' answers stay."""
    preset = find_preset(name, state.platform)
    if preset is None:
        return state.answers, ActionResult()
    request = {**state.request, "schedule": preset.make(find_offset(state))}
    renewed = renew_step(_unchecked(state), SCHEDULE, request, state.service)
    if not is_blank(state.value_at(SCHEDULE)):
        renewed = renewed | {BEFORE: {"preset": name, "typed": state.value_at(SCHEDULE)}}
    return renewed, ActionResult(
        focus=BUTTON % name, announcement=gettext(FILLED_IN) % {"preset": gettext(preset.title)}
    )


def undo_preset(state: DraftState) -> tuple[Answers, ActionResult]:
    """The answers as they were before the preset that was filled in last; as they are where there is none."""
    title = find_filled(state)
    if not title:
        return state.answers, ActionResult()
    before = state.answers[BEFORE]
    answers = forget_before(_unchecked(state)) | {SCHEDULE.slug: before["typed"]}
    return answers, ActionResult(
        focus=BUTTON % before["preset"], announcement=gettext(TAKEN_BACK) % {"preset": title}
    )


def find_filled(state: DraftState) -> str:
    """What the preset is called that can be taken back; empty for none."""
    preset = find_preset(state.answers.get(BEFORE, {}).get("preset", ""), None)
    return gettext(preset.title) if preset else ""


def forget_before(answers: Answers) -> Answers:
    """The answers once what was filled in is taken as it is."""
    return {name: value for name, value in answers.items() if name != BEFORE}


def find_offset(state: DraftState) -> str:
    """The offset as it was typed, though "No schedule" may have been chosen since; empty for none."""
    variants = read_choice(member(member(state.value_at(SCHEDULE), "schedule"), "type")).variants.values()
    return next((offset for kind in variants if (offset := member(kind, "timezone"))), "")


def _unchecked(state: DraftState) -> Answers:
    return check_step(state.answers, SCHEDULE, is_checked=False)
