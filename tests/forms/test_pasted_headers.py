"""Headers that people paste: what is read, and what is left as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.forms.pasted_headers import LONGEST, PastedHeaders, mask_headers, read_headers

PAIRS = [("X-Auth-Token", "Qx9"), ("Accept", "a/b; c=d")]
LINES = "X-Auth-Token: Qx9\nAccept: a/b; c=d"


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
    pasted = read_headers(text)
    assert (pasted.pairs, pasted.rest) == (PAIRS, "")


@pytest.mark.parametrize("text", ["X-Auth-Token Qx9", '{"A": 1}', "-H 'A: b", '{"a": {"b": "c"', "[1]"])
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert read_headers(f"{LINES}\n{text}") == read_headers(LINES) or read_headers(text).rest == text
    assert "Qx9" not in mask_headers(text)


def test_a_very_long_text_is_not_read() -> None:
    text = "A: b\n" * LONGEST
    assert read_headers(text) == PastedHeaders(rest=text)


@given(st.text(max_size=80))
def test_any_text_can_be_pasted(text: str) -> None:
    pasted = read_headers(text)
    assert all(isinstance(part, str) for pair in pasted.pairs for part in pair)
    assert mask_headers(mask_headers(text)).count("\n") == text.count("\n")
