"""Each value's line in a text, against one that is counted by writing the text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import find_lines, find_values, line_of, replace_values

TEXT = """{
  "name": "a: \\"b\\"",
  "input": {"data": [
    {"url": "rtsp://a/}1"}, {
      "url": "x"
    }
  ]},
  "": [[], {}, null,
    1.5
  ]
}
"""


def test_a_member_stands_where_its_name_does() -> None:
    assert find_lines(TEXT) == {
        "": 1,
        "/name": 2,
        "/input": 3,
        "/input/data": 3,
        "/input/data/0": 4,
        "/input/data/0/url": 4,
        "/input/data/1": 4,
        "/input/data/1/url": 5,
        "/": 8,
        "//0": 8,
        "//1": 8,
        "//2": 8,
        "//3": 9,
    }


@pytest.mark.parametrize(
    ("where", "line"),
    [("/name", 2), ("/input/type", 3), ("/input/data/1/headers/X~1Y", 4), ("/schedule", 1), ("", 1)],
)
def test_what_is_missing_stands_where_it_is_missing(where: str, line: int) -> None:
    assert line_of(find_lines(TEXT), where) == line


def test_a_plain_value_is_a_document() -> None:
    assert find_lines("\n 17") == {"": 2}


def list_pointers(value: Any, path: tuple[pointer.Token, ...] = ()) -> list[str]:
    """The pointers of a value and everything below it, in the order in which they are written."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer.join(path), *(one for key, each in below for one in list_pointers(each, (*path, key)))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(max_size=4), each, max_size=4),
)


@given(JSON, st.sampled_from([None, 1]))
def test_each_value_is_found_in_its_place(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    found = {where: json.loads(text[span.start : span.end]) for where, span in find_values(text).items()}
    assert found == {where: pointer.get(value, where) for where in list_pointers(value)}


def test_values_are_replaced_and_the_rest_stays_as_it_was_typed() -> None:
    text = '{ "a/b" : [1,\n  {"c":"d"} ], "e":2}'
    assert replace_values(text, {"/e": "é", "/a~1b/1": 3}) == '{ "a/b" : [1,\n  3 ], "e":"é"}'


@given(JSON)
def test_each_value_is_found_on_the_line_it_was_written_on(value: Any) -> None:
    """With an indent, Python writes each value on a line of its own, closing brackets apart."""
    text = json.dumps(value, indent=1)
    opening = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip().rstrip(",") not in ("]", "}")
    ]
    assert find_lines(text) == dict(zip(list_pointers(value), opening, strict=True))
