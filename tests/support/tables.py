"""Made-up templates, and tables whose columns fill them: sound cells, missing ones and wrong ones."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from taskbuilder.records.models import ColumnUse
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform
from tests.support.samples import TEXTS
from tests.taskspec.strategies import addresses, valid_requests

KEY = "Camera"
NAMES = ("Address", "Adresse (été)", "地址", "No.", "c d", "E:F")
"""What the other columns are called."""
PATTERNS = ("", "", "{Camera}", "gate-{camera}-x")
KEYS = st.one_of(
    st.integers(1, 40).map("camera-{}".format),
    st.integers(0, 99).map("{:03}".format),
    st.integers(1, 30).map("摄像机 {}".format),
    TEXTS,
)
WRONG = st.one_of(TEXTS, st.sampled_from(("nowhere", "-1", "1e3", "{", "[]", '{"a": 1}')))


@dataclass(frozen=True, kw_only=True)
class Table:
    """A template's whole request, and a table for it. `rows`: each with a cell for each header."""

    platform: Platform
    base: dict[str, Any]
    headers: list[str]
    columns: list[ColumnUse]
    pattern: str
    rows: list[list[str]]


def can_be_read(request: Any) -> bool:
    """Whether the request can come from anywhere: no JSON that is read has half a character, or no number."""
    try:
        return bool(json.dumps(request, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        return False


def list_places(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The single values of a request, by their JSON Pointers."""
    if isinstance(value, dict | list):
        below = value.items() if isinstance(value, dict) else enumerate(value)
        for token, each in below:
            yield from list_places(each, (*where, token))
    else:
        yield pointer.join(where), value


def cells(value: Any) -> st.SearchStrategy[str]:
    """Mostly what may come in place of that value."""
    sound: st.SearchStrategy[str]
    if isinstance(value, bool):
        sound = st.sampled_from(("yes", "No", "TRUE", "0", "是"))
    elif isinstance(value, int):
        sound = st.integers(1, 9).map(str) | st.integers(1, 9).map("{}.0".format)
    elif isinstance(value, float):
        sound = st.sampled_from(("0.5", "1,25", "2", "3.0"))
    elif "://" in str(value):
        sound = addresses(str(value).partition("://")[0])
    else:
        sound = st.integers(0, 99).map(lambda number: f"{value}{number}")
    return st.one_of(sound, sound, sound, st.just(str(value)), st.just(""), WRONG)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A template of either platform and up to six rows for it; some of them may be no task."""
    platform = draw(st.sampled_from(Platform))
    base = canonical(draw(valid_requests(platform).filter(can_be_read)))
    places = [(where, value) for where, value in list_places(base) if where != "/name"]
    chosen = draw(st.lists(st.sampled_from(places), max_size=len(NAMES), unique_by=lambda each: each[0]))
    rows = st.tuples(KEYS, *(cells(value) for _where, value in chosen)).map(list)
    return Table(
        platform=platform,
        base=base,
        headers=[KEY, *NAMES[: len(chosen)]],
        columns=[ColumnUse(column=place, pointer=where) for place, (where, _value) in enumerate(chosen, 1)],
        pattern=draw(st.sampled_from(PATTERNS)),
        rows=draw(st.lists(rows, min_size=1, max_size=6)),
    )


@st.composite
def next_rows(draw: st.DrawFn, table: Table) -> list[list[str]]:
    """The next week's rows: some left out, some changed, some new, in any order."""
    values = dict(list_places(table.base))
    rows = [[*row] for row in draw(st.permutations(table.rows))]
    rows = [row for row in rows if draw(st.integers(0, 3))]
    for row in rows:
        for use in table.columns:
            if not draw(st.integers(0, 2)):
                row[use["column"]] = draw(cells(values[use["pointer"]]))
    for _number in range(draw(st.integers(0, 2))):
        rows.append([draw(KEYS), *(draw(cells(values[use["pointer"]])) for use in table.columns)])
    return rows
