"""Headers that people paste: what is read, and what is left as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.forms.fields import KeyValues
from taskbuilder.forms.paste.headers import LONGEST, mask_headers, read_headers
from taskbuilder.forms.paste.pasted import Pasted
from taskbuilder.forms.paste.preview import OTHERS, Preview, describe_pasted

PAIRS = [{"name": "X-Auth-Token", "value": "Qx9"}, {"name": "Accept", "value": "a/b; c=d"}]
LINES = "X-Auth-Token: Qx9\nAccept: a/b; c=d"
HEADERS = KeyValues(
    name="headers",
    title="Headers",
    noun="Header",
    add="Add",
    remove="Remove",
    limit=10,
    is_secret=True,
    shown_names=frozenset({"accept"}),
)


def read(text: str) -> Pasted:
    return read_headers(text, 10)


def describe(text: str) -> Preview:
    shown = describe_pasted(HEADERS, text)
    assert shown is not None
    return shown


@pytest.mark.parametrize(
    "text",
    [
        LINES,
        f"\ufeff{LINES}\n\n",
        f"POST /v1/p HTTP/1.1\n{LINES}",
        f"HTTP/1.1 200 OK\n{LINES}",
        "X-Auth-Token\tQx9\nAccept\ta/b; c=d",
        "X-Auth-Token：Qx9\nAccept：a/b; c=d",
        '{"X-Auth-Token": "Qx9", "Accept": "a/b; c=d"}',
        "{'X-Auth-Token': 'Qx9', 'Accept': 'a/b; c=d',}",
        "{“X-Auth-Token”: “Qx9”, “Accept”: “a/b; c=d”}",
        '{"headers": {"X-Auth-Token": "Qx9", "Accept": "a/b; c=d"}}',
        '[{"key": "X-Auth-Token", "value": "Qx9"}, {"name": "Accept", "value": "a/b; c=d"}]',
        "-H 'X-Auth-Token: Qx9' -H 'Accept: a/b; c=d'",
        "-H 'X-Auth-Token: Qx9' \\\n  --header \"Accept: a/b; c=d\"",
        "curl 'https://x.example' -H 'X-Auth-Token: Qx9' -H 'Accept: a/b; c=d' -d '{}'",
        'curl ^"https://x.example^" ^\n  -H ^"X-Auth-Token: Qx9^" ^\n  -H ^"Accept: a/b; c=d^"',
    ],
)
def test_what_is_read(text: str) -> None:
    pasted = read(text)
    assert (pasted.rows, pasted.rest) == (PAIRS, "")


@pytest.mark.parametrize(
    "text",
    [
        "X-Auth-Token Qx9",
        '{"A": 1}',
        "-H 'A: b",
        '{"a": {"b": "c"',
        "[1]",
        '[{"key": "A", "value": "b"}, {"key": "B", "value": 1}]',
    ],
)
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert read(text) == Pasted(left_lines=[1], rest=text)
    assert "Qx9" not in mask_headers(text)


def test_a_very_long_text_is_not_read() -> None:
    text = "A: b\n" * LONGEST
    assert read(text) == Pasted(rest=text, longest=LONGEST)
    assert describe(text).summary == ["This is longer than 100000 characters. Paste it in parts."]


def test_a_preview_shows_names_and_hides_secrets() -> None:
    shown = describe(LINES)
    assert shown.summary == ["2 headers found."]
    assert shown.titles == [("", "Name"), ("", "Value")]
    assert shown.rows == [["X-Auth-Token", "••••••"], ["Accept", "a/b; c=d"]]
    assert (shown.add, shown.more) == ("Add 2 headers", "")


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (
            "A: b\n\nnothing\nC d",
            ["1 header found.", "2 lines are not headers and stay in the box: 3, 4."],
        ),
        ("POST /v1 HTTP/1.1\nA: b", ["1 header found.", OTHERS]),
        ("curl -H 'A: b' https://x.example -d '{}'", ["1 header found.", OTHERS]),
        ('{"url": "x", "headers": {"A": "b"}}', ["1 header found.", OTHERS]),
        ("\ufeffA: b", ["1 header found.", "The byte-order mark at the beginning is ignored."]),
        (
            "nothing",
            ["No header found. Paste one “Name: value” per line, a JSON object, or a cURL command."],
        ),
    ],
)
def test_what_is_left_out_is_named(text: str, summary: list[str]) -> None:
    assert describe(text).summary == summary


def test_more_than_a_table_shows_are_counted() -> None:
    shown = describe("\n".join(f"X-{number}: a" for number in range(12)))
    assert (len(shown.rows), shown.more, shown.add) == (10, "2 more rows", "Add 12 headers")


@given(st.text(max_size=80))
def test_any_text_can_be_pasted(text: str) -> None:
    pasted = read(text)
    assert all(isinstance(part, str) for row in pasted.rows for part in row.values())
    assert mask_headers(mask_headers(text)).count("\n") == text.count("\n")
