"""Schedules that many tasks have, filled in by one button; what was typed before can be had back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Value, is_blank, member, read_choice
from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.kinds import EXECUTION_MODES, SCHEDULE_TYPES, ExecutionMode, ScheduleType
from taskbuilder.web.drafts.answers import PresetUndo
from taskbuilder.web.drafts.schedule.utc_offsets import offset_of
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, renew

FILLED_IN, TAKEN_BACK = _("Filled in “%(preset)s”."), _("“%(preset)s” was undone.")
BUTTON = "preset-%s"
"""Where the focus stays, or goes back to."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A schedule by periods, but for its offset."""

    name: str
    title: str
    kind: ScheduleType
    periods: tuple[tuple[str, str], ...]
    days_of_week: tuple[int, ...] = ()

    def make(self, timezone: JsonValue) -> JsonObject:
        """The schedule as it is in a request."""
        schedule: JsonObject = {
            "type": self.kind,
            "execution_mode": ExecutionMode.PERIOD,
            "timezone": timezone,
            "days_of_week": [*self.days_of_week],
            "periods": [{"begin_at": begin, "end_at": end} for begin, end in self.periods],
        }
        return {name: value for name, value in schedule.items() if value}


# A day's last minute stands for its end: periods up to 23:59 and from 00:00 run on as one (rule
# `schedule.time.overnight`), and 24:00 is not a time of day.
PRESETS = (
    Preset(
        name="working-hours",
        title=_("Working hours"),
        kind=ScheduleType.WEEKLY,
        periods=(("08:00:00", "18:00:00"),),
        days_of_week=(1, 2, 3, 4, 5),
    ),
    Preset(  # where no weekly schedule can be had, and where every day is a working day
        name="every-day",
        title=_("Working hours, every day"),
        kind=ScheduleType.DAILY,
        periods=(("08:00:00", "18:00:00"),),
    ),
    Preset(
        name="nights",
        title=_("Nights"),
        kind=ScheduleType.DAILY,
        periods=(("20:00:00", "23:59:00"), ("00:00:00", "06:00:00")),
    ),
    Preset(
        name="weekends",
        title=_("Weekends"),
        kind=ScheduleType.WEEKLY,
        periods=(("00:00:00", "23:59:00"),),
        days_of_week=(6, 7),
    ),
    Preset(
        name="around-the-clock",
        title=_("Around the clock"),
        kind=ScheduleType.DAILY,
        periods=(("00:00:00", "23:59:00"),),
    ),
)


def offer_presets(platform: Platform | None) -> Iterator[Preset]:
    """Those that a platform can run; all before it is known."""
    allowed = EXECUTION_MODES[ExecutionMode.PERIOD][2]
    for preset in PRESETS:
        if platform is None or platform in SCHEDULE_TYPES[preset.kind][2] & allowed:
            yield preset


def find_preset(name: str, platform: Platform | None) -> Preset | None:
    return next((preset for preset in offer_presets(platform) if preset.name == name), None)


def apply_preset(state: DraftState, name: str) -> tuple[DraftState, ActionResult]:
    """The draft with a preset's schedule, in the offset that was typed, or else the project's; other kinds'
    answers stay.
    """
    preset = find_preset(name, state.platform)
    if preset is None:
        return state, ActionResult()
    typed = state.value_at(SCHEDULE)
    undo = state.answers.preset_undo if is_blank(typed) else PresetUndo(preset=name, typed=typed)
    answers = replace(state.answers.with_check(SCHEDULE, is_checked=False), preset_undo=undo)
    offset = find_offset(typed) or offset_of(state.project.time_zone, now=state.now)
    request = {**state.request, "schedule": preset.make(offset)}
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
