"""Times and offsets written as other programs do: what is wrong with each, and what was meant."""

import re
from collections.abc import Mapping
from typing import Any

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Fix, Path, Problem, report
from taskbuilder.taskspec.schedule.times import read_moment, read_offset, read_time

TIME_RULE, OFFSET_RULE = "schedule.time.format", "schedule.timezone.format"
_MIDNIGHT = _("“%(field)s”: 24:00:00 does not exist. Use 23:59:59 for the end of a day.")
_ZONED = _("“%(field)s” has an offset, “Z” or a fraction of a second. Remove everything after the seconds.")
_MEANT = _("“%(field)s” is not written as %(form)s. Write %(meant)s.")
_OFFSET_MEANT = _("“%(field)s” needs a sign and two digits. Write %(meant)s.")
_WRITE = _("Write %(meant)s")

_LAST = re.compile(r"(?P<day>\d{4}-\d\d-\d\d[T ])?24:00(?::00)?")
_SUFFIX = re.compile(
    r"(?P<kept>(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d)(?P<part>[.,]\d{1,9})?"
    r"\s?(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
)
_SHORT = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)[Tt ])?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
)
_OFFSET = re.compile(r"(?:GMT|UTC|gmt|utc)?\s?(?P<sign>[+-]?)(?P<hour>\d{1,2})(?::?(?P<minute>\d\d))?")
Words = Mapping[str, Any]
"""What the rule's own message says: the field, and the form of its value."""
_UTC = frozenset({"z", "utc", "gmt"})


def name_time(path: Path, value: JsonValue, words: Words, *, is_once: bool) -> Problem | None:
    """Rule `schedule.time.format` of a time whose fault has a name; None for others."""
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = value.strip()
    if found := _LAST.fullmatch(text):
        meant = f"{(found['day'] or '').replace(' ', 'T')}23:59:59"
        return _report(TIME_RULE, path, _MIDNIGHT, meant if _is_right(meant, is_once) else "", words)
    if (found := _SUFFIX.fullmatch(text)) and (found["part"] or found["zone"]):
        # What an offset means depends on the task's own: a person decides.
        meant = "" if found["zone"] else _complete(found["kept"])
        return _report(TIME_RULE, path, _ZONED, meant if _is_right(meant, is_once) else "", words)
    meant = _complete(text)
    if meant and _is_right(meant, is_once):
        return _report(TIME_RULE, path, _MEANT, meant, words)
    return None


def name_offset_form(path: Path, value: JsonValue, words: Words) -> Problem | None:
    """Rule `schedule.timezone.format` of an offset in another form, such as UTC+8; None for others."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _OFFSET.fullmatch(text)
    if text.lower() in _UTC:
        meant = "+00:00"
    elif found:
        meant = f"{found['sign'] or '+'}{found['hour']:0>2}:{found['minute'] or '00'}"
    else:
        return None
    return _report(OFFSET_RULE, path, _OFFSET_MEANT, meant, words) if read_offset(meant) is not None else None


def _complete(text: str) -> str:
    """The time with both digits of its hour, and with seconds; empty for none."""
    found = _SHORT.fullmatch(text)
    if found is None:
        return ""
    day = f"{found['day']}T" if found["day"] else ""
    return f"{day}{found['hour']:0>2}:{found['minute']}:{found['second'] or '00'}"


def _is_right(text: str, is_once: bool) -> bool:
    return (read_moment(text) if is_once else read_time(text)) is not None


def _report(rule: str, path: Path, template: str, meant: str, words: Words) -> Problem:
    fix = None
    if meant:
        patch = {"op": "replace", "path": pointer.join(path), "value": meant}
        fix = Fix(template=_WRITE, patch=(patch,), params={"meant": meant})
    return report(rule, path, template=template, fix=fix, **{**words, "meant": meant})
