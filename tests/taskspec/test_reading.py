"""Texts that are not valid JSON are problems with a place, never a crash."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.json_reader import DEEPEST, MOST_VALUES, UnreadableJson, read_json
from tests.taskspec.samples import EXAMPLES


def refusal(text: str | bytes) -> str:
    with pytest.raises(UnreadableJson) as caught:
        read_json(text)
    problem = caught.value.problem
    assert (problem.path, problem.rule, problem.severity) == ("", "json", "error")
    assert str(caught.value) == problem.message
    return problem.message


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("text", "line", "column", "fault"),
    [
        ("", 1, 1, "expected a value"),
        ("\n  ", 2, 3, "expected a value"),
        ("{a: 1}", 1, 2, "expected a name in double quotes"),
        ('{"a" 1}', 1, 6, "expected a colon"),
        ('{"a": 1\n "b": 2}', 2, 2, "expected a comma or a closing bracket"),
        ("{} {}", 1, 4, "expected nothing more"),
        ('{"a": "b}', 1, 7, "a text that starts here has no closing quote"),
        ('["a\tb"]', 1, 4, "a text contains a line break, tab or control character"),
        ('["a\\qb"]', 1, 4, "a backslash is before a character that does not need one"),
        ('["\\u12"]', 1, 4, "\\u is not followed by four hexadecimal digits"),
    ],
)
def test_text_that_is_no_json(text: str, line: int, column: int, fault: str) -> None:
    assert refusal(text) == f"Invalid JSON at line {line}, column {column}: {fault}."


DEEP = "are nested deeper than 64 levels. Flatten them."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "b": {"a": 1}, "a": 2}',
         "“a” appears twice in the same object (line 2, column 17). Remove one."),
        ('{"a": 1, "\\u0061": 2}',
         "“a” appears twice in the same object (line 1, column 10). Remove one."),
        ('{"": 1, "": 2}', "“” appears twice in the same object (line 1, column 9). Remove one."),
        ('{"a":\n NaN}', "The number at line 2, column 2 cannot be sent. Change it."),
        ("[Infinity]", "The number at line 1, column 2 cannot be sent. Change it."),
        ("[1, -Infinity]", "The number at line 1, column 5 cannot be sent. Change it."),
        ("[1e999]", "The number at line 1, column 2 cannot be sent. Change it."),
        ("-1e999", "The number at line 1, column 1 cannot be sent. Change it."),
        ("[" + "1" * 5000 + "]",
         "The number at line 1, column 2 cannot be sent. Change it."),
        ('{"a": "\\ud800"}',
         "The text at line 1, column 7 contains an incomplete character (\\ud800 to \\udfff). Remove it."),
        ('{"a\\udc00": 1}',
         "The text at line 1, column 2 contains an incomplete character (\\ud800 to \\udfff). Remove it."),
        ('["\ud800"]', "The text at line 1, column 2 contains an incomplete character (\\ud800 to "
                       "\\udfff). Remove it."),
        (nested(65), f"Objects and lists at line 1, column 65 {DEEP}"),
        ("\n" + '{"a":' * 100_000, f"Objects and lists at line 2, column 321 {DEEP}"),
        (b'{"a":\n "\xff"}', "Not UTF-8 text at line 2, column 3. Save it as UTF-8."),
        ('{"a": 1}'.encode("utf-16"), "Not UTF-8 text at line 1, column 1. Save it as UTF-8."),
        ("门".encode()[:2], "Not UTF-8 text at line 1, column 1. Save it as UTF-8."),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_it_says_where_and_what_to_do(text: str | bytes, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufeff{}", {}),
        (b"\xef\xbb\xbf{}", {}),
        (" [1, 1.5, -0, 1e3, true, null] ", [1, 1.5, 0, 1000.0, True, None]),
        (nested(DEEPEST), json.loads(nested(DEEPEST))),
        ('"' + "[" * 100 + '"', "[" * 100),
        ('"\\"' + "{" * 100 + '\\\\"', '"' + "{" * 100 + "\\"),
        ("[" + ",".join(["{}"] * 200) + "]", [{}] * 200),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('{"a": {"a": 1}, "b": {"a": 1}}', {"a": {"a": 1}, "b": {"a": 1}}),
        ("1" * 4000, int("1" * 4000)),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_fit_is_read(text: str | bytes, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_read_as_they_are(name: str) -> None:
    assert read_json(json.dumps(EXAMPLES[name], indent=2)) == EXAMPLES[name]


@given(
    st.one_of(
        st.text(st.characters(), max_size=40), st.binary(max_size=40), st.text('[]{}":,\\u0dD8aeEN1-. \n')
    )
)
def test_any_text_is_refused_or_read_as_json_is(text: str | bytes) -> None:
    try:
        value = read_json(text)
    except UnreadableJson:
        return
    assert value == json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 65 + '"' + '\\"' * 500_000,
        '["\\ud800",' + "1," * 300_000,
        '{"a": 1, "a": 2, "b": [' + "{}," * 200_000,
        '"' * 300_001,
    ],
    ids=len,
)
def test_long_texts_are_refused_in_little_time(text: str) -> None:
    begin = time.process_time()
    assert refusal(text)
    assert time.process_time() - begin < 3


def test_more_values_than_any_task_has_are_refused_where_they_become_too_many() -> None:
    most = "[" + "1," * MOST_VALUES + "1]"
    assert len(read_json(most)) == MOST_VALUES + 1
    assert read_json('"' + r"\"," * (MOST_VALUES + 1) + '"')
    assert refusal(r'["\"",' + "\n" + most.replace("1]", "1,1]")) == (
        f"There are more than {MOST_VALUES} values, from line 2, column {MOST_VALUES * 2 + 1} on. "
        "Create several tasks."
    )
