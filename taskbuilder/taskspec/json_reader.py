"""Reads JSON strictly, so that what is checked is what was written."""

import json
import math
import re
from itertools import islice
from typing import Any

from taskbuilder.taskspec.field_errors import is_text
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Problem, report
from taskbuilder.taskspec.readings.faults import name_fault

DEEPEST = 64
"""Levels of objects and lists; the reference needs six, a config some more."""

MOST_VALUES = 200_000
"""Ten thousand inputs of twenty members each."""

_NO_TEXT = _("Not UTF-8 text at line %(line)d, column %(column)d. Save it as UTF-8.")
_NO_JSON = _("Invalid JSON at line %(line)d, column %(column)d: %(fault)s.")
_FAULTS = {
    "Expecting value": _("expected a value"),
    "Expecting property name enclosed in double quotes": _("expected a name in double quotes"),
    "Expecting ':' delimiter": _("expected a colon"),
    "Expecting ',' delimiter": _("expected a comma or a closing bracket"),
    "Extra data": _("expected nothing more"),
    "Unterminated string starting at": _("a text that starts here has no closing quote"),
    "Invalid control character at": _("a text contains a line break, tab or control character"),
    "Invalid \\escape": _("a backslash is before a character that does not need one"),
    "Invalid \\uXXXX escape": _("\\u is not followed by four hexadecimal digits"),
}
"""What Python's reader says, in our words."""
_SOME_FAULT = _("expected something else")
_TWICE = _("“%(name)s” appears twice in the same object (line %(line)d, column %(column)d). Remove one.")
_NO_CHARACTER = _(
    "The text at line %(line)d, column %(column)d contains an incomplete character (\\ud800 to \\udfff). "
    "Remove it."
)
_NO_NUMBER = _("The number at line %(line)d, column %(column)d cannot be sent. Change it.")
_TOO_DEEP = _(
    "Objects and lists at line %(line)d, column %(column)d are nested deeper than %(limit)d levels. "
    "Flatten them."
)
_TOO_MANY = _(
    "There are more than %(limit)d values, from line %(line)d, column %(column)d on. Create several tasks."
)

# Unclosed texts are tokens too: else each quote in one would be tried as the beginning of another.
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]|[^\s",:\[\]{}]+', re.DOTALL)
_BETWEEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|,', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
COLON = re.compile(r"\s*:")


class UnreadableJson(ValueError):
    """A text that is not a JSON document; `problem` says where and why, by the rule `json`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Unfit(ValueError):
    """JSON's grammar allows it and we do not; its position is searched for afterwards."""


def read_json(text: str | bytes) -> Any:
    """The value of one JSON document (RFC 8259, UTF-8).

    Raises UnreadableJson, with line and column from 1, for text that is not JSON, for a name twice
    in an object, for NaN and infinities, for numbers too long or too large, for lone surrogates, which no
    UTF-8 can carry on, for nesting below DEEPEST, and for more than MOST_VALUES values.
    """
    text = _decode(text)
    if text.count(",") > MOST_VALUES:
        _refuse_many(text)
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_unfit(text, only_depth=True)
    try:
        value = json.loads(
            text, object_pairs_hook=_read_object, parse_constant=_read_float, parse_float=_read_float
        )
    except json.JSONDecodeError as error:
        raise _explain(text, error) from None
    except ValueError:
        _refuse_unfit(text)
        raise
    if _SURROGATE.search(text):
        _refuse_unfit(text)
    return value


def _explain(text: str, error: json.JSONDecodeError) -> UnreadableJson:
    """What is wrong where Python's reader stopped: the character, where that is one that people mistake."""
    if (named := name_fault(text, error.pos, error.msg)) is not None:
        return _unreadable(named.template, text, named.position, **named.params)
    fault = _FAULTS.get(error.msg.partition(": ")[0], _SOME_FAULT)
    return _unreadable(_NO_JSON, text, error.pos, fault=Term(fault))


def _decode(text: str | bytes) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8-sig")
        raise _unreadable(_NO_TEXT, before, len(before)) from None


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Unfit
    return members


def _read_float(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise _Unfit
    return number


def _refuse_unfit(text: str, *, only_depth: bool = False) -> None:
    """Raises for the first thing that we do not allow; slow, and so only used on suspicion."""
    open_objects: list[set[str]] = []
    for token in TOKENS.finditer(text):
        word, position = token[0], token.start()
        if word in "[{":
            open_objects.append(set())
            if len(open_objects) > DEEPEST:
                raise _unreadable(_TOO_DEEP, text, position, limit=DEEPEST)
        elif word in "]}":
            del open_objects[-1:]
        elif only_depth:
            continue
        elif not word.startswith('"'):
            if not _is_fit_number(word):
                raise _unreadable(_NO_NUMBER, text, position)  # unquoted: it may be a secret
        elif not is_text(name := json.loads(word)):
            raise _unreadable(_NO_CHARACTER, text, position)
        elif open_objects and COLON.match(text, token.end()):
            if name in open_objects[-1]:
                raise _unreadable(_TWICE, text, position, name=one_line(name))
            open_objects[-1].add(name)


def _refuse_many(text: str) -> None:
    """Raises where values, counted by the commas between them, are too many."""
    commas = (found.start() for found in _BETWEEN.finditer(text) if found[0] == ",")
    for position in islice(commas, MOST_VALUES, None):
        raise _unreadable(_TOO_MANY, text, position, limit=MOST_VALUES)


def _is_fit_number(word: str) -> bool:
    if word in {"true", "false", "null"}:
        return True
    try:
        return math.isfinite(float(word)) and (not word.lstrip("-").isdecimal() or int(word) is not None)
    except ValueError:  # words, and more digits than Python reads
        return False


def _unreadable(template: str, text: str, position: int, **params: Any) -> UnreadableJson:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return UnreadableJson(report("json", (), template=template, line=line, column=column, **params))
