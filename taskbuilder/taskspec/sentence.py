"""A request in plain words."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, is_whole, list_rows
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.problem import Translate, untranslated
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.schedule.kinds import WEEKDAYS, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.parsed_schedule import ParsedSchedule
from taskbuilder.taskspec.section import list_parts

_SENTENCE = _("%(when)s, analyse %(what)s and send results to %(where)s.")
_MISSING = (_("No schedule yet"), _("No input yet"), _("No output yet"))


def describe(request: JsonValue, translate: Translate = untranslated) -> str:
    """One sentence that says when the task runs, what it reads and where results go.

    Takes a request in any state: names what is missing, and is empty before anything is chosen. Holds no
    secret: of an address only the host is named. `translate` turns each template into the reader's language.
    """
    whole = request if isinstance(request, dict) else {}
    parts = (
        _when(whole.get("schedule"), translate),
        _what(as_object(whole.get("input")), translate),
        _where(as_object(whole.get("output")), translate),
    )
    own = [
        section.describe(value, translate)
        for name, section, _is_list in list_parts(task_request())
        if isinstance(value := whole.get(name), dict)
    ]
    is_begun = bool(parts[1] or parts[2] or (whole.get("schedule") and parts[0]))
    return " ".join(filter(None, [_join(parts, translate) if is_begun else "", *own]))


def _join(parts: tuple[str, str, str], translate: Translate) -> str:
    """The sentence once it is complete, and before that its parts."""
    when, what, where = parts
    if all(parts):
        return translate(_SENTENCE) % {"when": when, "what": what, "where": where}
    words = (part or translate(missing) for part, missing in zip(parts, _MISSING, strict=True))
    return " · ".join(f"{each[0].upper()}{each[1:]}" for each in words)


def _what(value: JsonObject, translate: Translate) -> str:
    entries = [entry for _path, entry in list_rows(value.get("data"))]
    section = INPUTS.find(value.get("type"))
    if section is None or not entries:
        return ""
    one, many = section.count(entries)
    return translate(one) if len(entries) == 1 else translate(many) % {"count": len(entries)}


def _where(value: JsonObject, translate: Translate) -> str:
    named = [
        (sink.named, sink.name_of(as_object(value[name]), translate))
        for name, sink in SINKS.items()
        if name in value
    ]
    sinks = [translate(template) % {"name": name or translate(_("(not set)"))} for template, name in named]
    return _listed(sinks, translate)


def _when(value: JsonValue, translate: Translate) -> str:
    if not isinstance(value, dict):
        return translate(_("As soon as it is created"))
    schedule = ParsedSchedule(value)
    spans = list(_spans(schedule, translate))
    if schedule.type is None or schedule.mode is None or not spans:
        return ""
    offset = value.get("timezone")
    words = {
        "days": _days(schedule, translate),
        "times": _listed(spans, translate),
        "offset": offset if isinstance(offset, str) and offset else translate(_("no offset yet")),
    }
    return translate(_("%(days)s %(times)s (%(offset)s)")) % words


def _days(schedule: ParsedSchedule, translate: Translate) -> str:
    if schedule.type is ScheduleType.ONCE:
        return translate(_("Once,"))
    days = sorted(schedule.read_days())
    if schedule.type is not ScheduleType.MONTHLY:
        days = [day for day in days if day in WEEKDAYS]
        if len(days) == len(WEEKDAYS):
            return translate(_("Every day"))
        names = [translate(WEEKDAYS[day]) for day in days]
        named = _write_ranges(days, names, _("%(first)s to %(last)s"), translate)
        template = _("Every %(days)s") if len(named) == len(days) else _("%(days)s")
        return translate(template) % {"days": _listed(named, translate) or "…"}
    template = _("On days %(days)s of each month") if len(days) > 1 else _("On day %(days)s of each month")
    named = _write_ranges(days, days, _("%(first)d to %(last)d"), translate)
    return translate(template) % {"days": _listed(named, translate) or "…"}


def _write_ranges(
    days: list[int], names: Sequence[str | int], template: str, translate: Translate
) -> list[str]:
    """Each day by its name; three or more in a row as "Monday to Friday"."""
    found: list[str] = []
    for _start, run in groupby(enumerate(days), key=lambda placed: placed[1] - placed[0]):
        run_names = [names[place] for place, _day in run]
        if len(run_names) > 2:
            found.append(translate(template) % {"first": run_names[0], "last": run_names[-1]})
        else:
            found += map(str, run_names)
    return found


def _spans(schedule: ParsedSchedule, translate: Translate) -> Iterator[str]:
    template = _("%(begin)s to %(end)s")
    if schedule.mode is ExecutionMode.FREQUENCY:
        template = _("for %(duration)s minutes every %(interval)s minutes, %(begin)s to %(end)s")
    for _path, row in schedule.list_spans():
        begin, end = _short(row.get("begin_at")), _short(row.get("end_at"))
        if begin and end:
            day, _space, hour = end.rpartition(" ")
            end = hour if day and begin.startswith(f"{day} ") else end
            minutes = {name: row.get(name) for name in ("interval", "duration")}
            known = {name: value if is_whole(value) else "…" for name, value in minutes.items()}
            yield translate(template) % {"begin": begin, "end": end, **known}


def _short(value: JsonValue) -> str:
    """`08:00` for `08:00:00`, `2026-03-01 08:00` for the date and time."""
    if not isinstance(value, str) or value.count(":") != 2:
        return ""
    return value.replace("T", " ").removesuffix(":00")


def _listed(parts: list[str], translate: Translate) -> str:
    if len(parts) < 2:
        return "".join(parts)
    words = {"all": write_list(parts[:-1], translate), "last": parts[-1]}
    return translate(_("%(all)s and %(last)s")) % words
