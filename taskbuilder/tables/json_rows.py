"""Records of JSON Lines, or of a list in JSON: members become columns, nested ones by a path of names."""

import json
from collections.abc import Iterator
from typing import Any

from taskbuilder.tables.delimited import Record
from taskbuilder.tables.table import UnreadableTable
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line

NOT_JSON = _("Line %(line)d is not a JSON object. Each line of JSON Lines is one object, a row of the table.")
NOT_ROWS = _("The JSON document is not a list of objects. Each object of the list is a row of the table.")
TWICE = _("“%(name)s” appears twice in the same object (line %(line)d). Remove one.")
_DEEPEST = 8


class _Twice(ValueError):
    """A name that an object has twice."""


def is_json(text: str) -> bool:
    """Whether a text is meant as JSON: a cell of a table seldom begins with a brace."""
    begins = text.lstrip()[:2]
    return begins[:1] == "{" or begins in ("[{", "[[", "[\n", "[\r", "[ ", "[]")


def read_objects(text: str) -> Iterator[Record]:
    """The names of all members as the first record, then a record for each object."""
    objects = list(_read_list(text) if text.lstrip().startswith("[") else _read_lines(text))
    names: dict[str, int] = {}
    for _number, row in objects:
        for name in row:
            names.setdefault(name, len(names))
    yield 0, list(names)
    for number, row in objects:
        yield number, [row.get(name, "") for name in names]


def _read_lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    if (whole := _read_whole(text)) is not None:
        yield 1, whole
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _load(line, number)
            if not isinstance(value, dict):
                raise UnreadableTable(NOT_JSON, line=number)
            yield number, dict(_flatten(value))


def _read_whole(text: str) -> dict[str, str] | None:
    """One object over several lines is a table of one row."""
    if "\n" not in text.strip() or text.lstrip().split("\n", 1)[0].rstrip().endswith("}"):
        return None
    try:
        return dict(_flatten(_load(text, 1)))
    except UnreadableTable:
        return None


def _read_list(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered by their place in the list."""
    rows = _load(text, 1)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableTable(NOT_ROWS)
    for number, row in enumerate(rows, start=1):
        yield number, dict(_flatten(row))


class _Number(str):
    """A number as it is written in the file: 1.0, or more digits than a machine's number has."""

    __slots__ = ()


def _load(text: str, line: int) -> Any:
    try:
        return json.loads(
            text,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=_read_pairs,
        )
    except _Twice as error:
        raise UnreadableTable(TWICE, name=one_line(str(error)), line=line) from None
    except json.JSONDecodeError as error:
        raise UnreadableTable(NOT_JSON, line=line + error.lineno - 1) from None
    except RecursionError:
        raise UnreadableTable(NOT_JSON, line=line) from None


def _read_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, value in pairs:
        if name in whole:
            raise _Twice(name)
        whole[name] = value
    return whole


def _flatten(row: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, dict) and depth < _DEEPEST and value:
            yield from _flatten(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", _write(value)


def _write(value: Any) -> str:
    """A value as a cell: numbers as they are written in the file, lists as JSON."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _write_json(value)


def _write_json(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_write_json, value))}]"
    if isinstance(value, dict):
        members = (
            f"{json.dumps(name, ensure_ascii=False)}: {_write_json(each)}" for name, each in value.items()
        )
        return f"{{{', '.join(members)}}}"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)
