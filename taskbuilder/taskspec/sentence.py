"""A request in plain words."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from taskbuilder.taskspec.problems import Translate, untranslated
from taskbuilder.taskspec.rules.case import Case, is_whole, list_rows, read_object
from taskbuilder.taskspec.secrets import mask_url
from taskbuilder.taskspec.sections.inputs import InputType
from taskbuilder.taskspec.sections.schedule import WEEKDAYS, ExecutionMode, ScheduleType
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.taskspec.words import write_list

_SENTENCE = _("%(when)s, analyse %(what)s and send results to %(where)s.")
_WHAT = {
    InputType.RESTFUL: (_("one stream of a media server"), _("%(count)d streams of a media server")),
    InputType.URL: (_("one stream or file"), _("%(count)d streams or files")),
    InputType.EDGECAMERA: (_("one edge camera"), _("%(count)d edge cameras")),
    InputType.VCN: (_("one VCN camera"), _("%(count)d VCN cameras")),
    InputType.OBS: (
        _("the files at one place in object storage"),
        _("the files at %(count)d places in object storage"),
    ),
    InputType.VIS: (_("one VIS stream"), _("%(count)d VIS streams")),
}
_BY_SCHEME = {
    "rtsp": (_("one RTSP stream"), _("%(count)d RTSP streams")),
    "rtmp": (_("one RTMP stream"), _("%(count)d RTMP streams")),
}
_SINKS = {
    "obs": ("bucket", _("the bucket %(name)s")),
    "dis": ("stream_name", _("the data stream %(name)s")),
    "webhook": ("url", _("the webhook %(name)s")),
}


def describe(request: Any, translate: Translate = untranslated) -> str:
    """One sentence that says when the task runs, what it reads and where results go.

    Takes a request in any state; what is missing is said to be open. Holds no secret: of an address only the
    host is named. `translate` turns each template into the reader's language.
    """
    case = Case(request=request if isinstance(request, dict) else {}, platform=None)
    parts = {"when": _when(case, translate), "what": _what(case, translate), "where": _where(case, translate)}
    return translate(_SENTENCE) % parts


def _what(case: Case, translate: Translate) -> str:
    count = len(case.entries)
    if case.input_type is None or not count:
        return translate(_("an input that is still open"))
    one, many = _WHAT[InputType(case.input_type)]
    if case.input_type == InputType.URL:
        schemes = {str(entry.get("url")).partition("://")[0].lower() for _path, entry in case.entries}
        one, many = _BY_SCHEME.get(next(iter(schemes)), (one, many)) if len(schemes) == 1 else (one, many)
    return translate(one) if count == 1 else translate(many) % {"count": count}


def _where(case: Case, translate: Translate) -> str:
    sinks = [
        translate(template) % {"name": _sink_name(case, sink, member, translate)}
        for sink, (member, template) in _SINKS.items()
        if sink in case.output
    ]
    return _listed(sinks, translate) or translate(_("a place that is still open"))


def _sink_name(case: Case, sink: str, member: str, translate: Translate) -> str:
    name = read_object(case.output, sink).get(member)
    told = name if isinstance(name, str) else ""
    told = _host(told) if sink == "webhook" else mask_url(told)
    if not told:
        return translate(_("(still open)"))
    return told if sink == "webhook" else translate(_("“%(name)s”")) % {"name": told}


def _host(address: str) -> str:
    """The host of an address, "" where it has none: no user, no password."""
    try:
        return urlsplit(mask_url(address)).hostname or ""
    except ValueError:  # half a bracket
        return ""


def _when(case: Case, translate: Translate) -> str:
    if not case.is_scheduled:
        return translate(_("As soon as it is created"))
    kind, spans = case.schedule_type, list(_spans(case, translate))
    if kind is None or case.mode is None or not spans:
        return translate(_("At times that are still open"))
    offset = case.schedule.get("timezone")
    words = {
        "days": _days(case, kind, translate),
        "times": _listed(spans, translate),
        "offset": offset if isinstance(offset, str) and offset else translate(_("offset still open")),
    }
    return translate(_("%(days)s %(times)s (%(offset)s)")) % words


def _days(case: Case, kind: ScheduleType, translate: Translate) -> str:
    if kind is ScheduleType.ONCE:
        return translate(_("Once,"))
    if kind is ScheduleType.DAILY:
        return translate(_("Every day"))
    if kind is ScheduleType.WEEKLY:
        days = [day for day in _numbers(case, "days_of_week") if day in WEEKDAYS]
        if len(days) == len(WEEKDAYS):
            return translate(_("Every day"))
        names = [translate(WEEKDAYS[day]) for day in days]
        named = _write_ranges(days, names, _("%(first)s to %(last)s"), translate)
        template = _("Every %(days)s") if len(named) == len(days) else _("%(days)s")
        return translate(template) % {"days": _listed(named, translate) or "…"}
    days = _numbers(case, "days_of_month")
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


def _numbers(case: Case, name: str) -> list[int]:
    days = case.schedule.get(name)
    return sorted({day for day in days if is_whole(day)}) if isinstance(days, list) else []


def _spans(case: Case, translate: Translate) -> Iterator[str]:
    if case.mode is ExecutionMode.PERIOD:
        for _path, row in list_rows(case.schedule.get("periods")):
            yield from _span(row, translate(_("%(begin)s to %(end)s")))
    elif case.mode is ExecutionMode.FREQUENCY:
        row = read_object(case.schedule, "frequency")
        every = _("for %(duration)s minutes every %(interval)s minutes, %(begin)s to %(end)s")
        yield from _span(row, translate(every))


def _span(row: dict[str, Any], template: str) -> Iterator[str]:
    begin, end = _short(row.get("begin_at")), _short(row.get("end_at"))
    if begin and end:
        day, _space, hour = end.rpartition(" ")
        end = hour if day and begin.startswith(f"{day} ") else end
        minutes = {name: row[name] if is_whole(row.get(name)) else "…" for name in ("interval", "duration")}
        yield template % {"begin": begin, "end": end, **minutes}


def _short(value: Any) -> str:
    """`08:00` for `08:00:00`, `2026-03-01 08:00` for the date and time."""
    return (
        value.replace("T", " ").removesuffix(":00")
        if isinstance(value, str) and value.count(":") == 2
        else ""
    )


def _listed(parts: list[str], translate: Translate) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return translate(_("%(all)s and %(last)s")) % {
        "all": write_list(parts[:-1], translate),
        "last": parts[-1],
    }
