"""Fills a preset's schedule in, and takes it back: what was typed before stays with the draft until then."""

from django.utils.translation import gettext

from taskbuilder.forms.action_result import Outcome
from taskbuilder.forms.fields import is_blank, member, read_chosen
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.web.drafts.answers import Answers, renew_step
from taskbuilder.web.drafts.schedule.presets import find_preset
from taskbuilder.web.drafts.state import SCHEDULE, Work, check_step

BEFORE = "before"
"""In a draft's answers: the preset that was filled in last, and what had been typed at the schedule."""
FILLED_IN, TAKEN_BACK = _("“%(preset)s” was filled in."), _("“%(preset)s” was taken back.")
BUTTON = "preset-%s"
"""Where the focus stays, or goes back to."""


def fill_in(work: Work, name: str) -> tuple[Answers, Outcome]:
    """The answers with a preset's schedule, in the offset that was typed; other kinds' answers stay."""
    preset = find_preset(name, work.platform)
    if preset is None:
        return work.answers, Outcome()
    request = {**work.request, "schedule": preset.make(find_offset(work))}
    renewed = renew_step(_unchecked(work), SCHEDULE, request, work.service)
    if not is_blank(work.typed_at(SCHEDULE)):
        renewed = renewed | {BEFORE: {"preset": name, "typed": work.typed_at(SCHEDULE)}}
    return renewed, Outcome(
        focus=BUTTON % name, announcement=gettext(FILLED_IN) % {"preset": gettext(preset.title)}
    )


def take_back(work: Work) -> tuple[Answers, Outcome]:
    """The answers as they were before the preset that was filled in last; as they are where there is none."""
    title = find_filled(work)
    if not title:
        return work.answers, Outcome()
    before = work.answers[BEFORE]
    answers = forget_before(_unchecked(work)) | {SCHEDULE.slug: before["typed"]}
    return answers, Outcome(
        focus=BUTTON % before["preset"], announcement=gettext(TAKEN_BACK) % {"preset": title}
    )


def find_filled(work: Work) -> str:
    """What the preset is called that can be taken back; empty for none."""
    preset = find_preset(work.answers.get(BEFORE, {}).get("preset", ""), None)
    return gettext(preset.title) if preset else ""


def forget_before(answers: Answers) -> Answers:
    """The answers once what was filled in is taken as it is."""
    return {name: typed for name, typed in answers.items() if name != BEFORE}


def find_offset(work: Work) -> str:
    """The offset as it was typed, though "No schedule" may have been chosen since; empty for none."""
    kinds = read_chosen(member(member(work.typed_at(SCHEDULE), "schedule"), "type")).kinds.values()
    return next((offset for kind in kinds if (offset := member(kind, "timezone"))), "")


def _unchecked(work: Work) -> Answers:
    return check_step(work.answers, SCHEDULE, is_checked=False)
