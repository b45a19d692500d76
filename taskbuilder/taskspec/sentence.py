"""A request in plain words."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.outputs.sink import SINKS, Sink
from taskbuilder.taskspec.problem import Translate, untranslated
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.rules.parsed_request import ParsedRequest, is_whole, read_object
from taskbuilder.taskspec.schedule.kinds import WEEKDAYS, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.spans import list_spans, read_days
from taskbuilder.taskspec.section import Section, list_parts, overrides

_SENTENCE = _("%(when)s, analyse %(what)s and send results to %(where)s.")


def describe(request: JsonValue, translate: Translate = untranslated) -> str:
    """One sentence that says when the task runs, what it reads and where results go.

    Takes a request in any state; what is missing is said to be open. Holds no secret: of an address only the
    host is named. `translate` turns each template into the reader's language.
    """
    parsed = ParsedRequest(request=request if isinstance(request, dict) else {}, platform=None)
    parts = {
        "when": _when(parsed, translate),
        "what": _what(parsed, translate),
        "where": _where(parsed, translate),
    }
    sentences = [translate(_SENTENCE) % parts, *_others(parsed, translate)]
    return " ".join(sentences)


def _others(parsed: ParsedRequest, translate: Translate) -> Iterator[str]:
    """The sentences of sections that have one of their own."""
    for name, section in _describing():
        value = parsed.request.get(name)
        sentence = section.describe(value, translate) if isinstance(value, dict) else ""
        if sentence:
            yield sentence


@derived
def _describing() -> tuple[tuple[str, type[Section]], ...]:
    return tuple(
        (name, below) for name, below, _is_list in list_parts(task_request()) if overrides(below, "describe")
    )


def _what(parsed: ParsedRequest, translate: Translate) -> str:
    count, kind = len(parsed.entries), parsed.input.get("type")
    section = INPUTS.find(kind)
    if section is None or not count:
        return translate(_("an input that is still open"))
    one, many = section.count([entry for _path, entry in parsed.entries])
    return translate(one) if count == 1 else translate(many) % {"count": count}


def _where(parsed: ParsedRequest, translate: Translate) -> str:
    sinks = [
        translate(sink.named) % {"name": _sink_name(sink, read_object(parsed.output, name), translate)}
        for name, sink in SINKS.items()
        if name in parsed.output
    ]
    return _listed(sinks, translate) or translate(_("a place that is still open"))


def _sink_name(sink: type[Sink], value: dict[str, Any], translate: Translate) -> str:
    return sink.name_of(value, translate) or translate(_("(still open)"))


def _when(parsed: ParsedRequest, translate: Translate) -> str:
    if not parsed.is_scheduled:
        return translate(_("As soon as it is created"))
    kind, spans = parsed.schedule_type, list(_spans(parsed, translate))
    if kind is None or parsed.mode is None or not spans:
        return translate(_("At times that are still open"))
    offset = parsed.schedule.get("timezone")
    words = {
        "days": _days(parsed, kind, translate),
        "times": _listed(spans, translate),
        "offset": offset if isinstance(offset, str) and offset else translate(_("offset still open")),
    }
    return translate(_("%(days)s %(times)s (%(offset)s)")) % words


def _days(parsed: ParsedRequest, kind: ScheduleType, translate: Translate) -> str:
    if kind is ScheduleType.ONCE:
        return translate(_("Once,"))
    if kind is ScheduleType.DAILY:
        return translate(_("Every day"))
    if kind is ScheduleType.WEEKLY:
        days = sorted(read_days(parsed) & WEEKDAYS.keys())
        if len(days) == len(WEEKDAYS):
            return translate(_("Every day"))
        names = [translate(WEEKDAYS[day]) for day in days]
        named = _write_ranges(days, names, _("%(first)s to %(last)s"), translate)
        template = _("Every %(days)s") if len(named) == len(days) else _("%(days)s")
        return translate(template) % {"days": _listed(named, translate) or "…"}
    days = sorted(read_days(parsed))
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


def _spans(parsed: ParsedRequest, translate: Translate) -> Iterator[str]:
    template = _("%(begin)s to %(end)s")
    if parsed.mode is ExecutionMode.FREQUENCY:
        template = _("for %(duration)s minutes every %(interval)s minutes, %(begin)s to %(end)s")
    for _path, row in list_spans(parsed):
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
    return translate(_("%(all)s and %(last)s")) % {
        "all": write_list(parts[:-1], translate),
        "last": parts[-1],
    }
