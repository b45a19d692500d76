"""Many secrets are found in a few texts at once, in steps that grow with their lengths alone."""

import html
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.cloud.searching import find_spans
from taskbuilder.cloud.untrusted import (
    MAX_PAGE,
    MAX_SECRETS,
    MAX_TEXT,
    clean_members,
    clean_page,
    clean_text,
    spell_out,
)
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.secrets.split import MASK
from tests.support.step_counts import count_steps

FEW = st.text("ab", max_size=12)
LENGTH = 1_000
MOST_TIMES = 2.5


@given(st.lists(FEW, max_size=4), st.lists(FEW.filter(bool), max_size=4))
def test_each_character_of_what_is_sought_is_found(texts: list[str], sought: list[str]) -> None:
    for text, found in zip(texts, find_spans(texts, sought), strict=True):
        spans = found.spans
        starts = [
            (each, start) for each in sought for start in range(len(text)) if text.startswith(each, start)
        ]
        hidden = {place for each, start in starts for place in range(start, start + len(each))}
        assert {place for start, end in spans for place in range(start, end)} == hidden
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(FEW, st.lists(FEW.filter(bool), max_size=4))
def test_a_beginning_is_found_at_the_end_of_a_text_that_was_cut(text: str, sought: list[str]) -> None:
    (found,) = find_spans([text], sought)
    begun = [length for each in sought for length in range(1, len(each) + 1) if text.endswith(each[:length])]
    hidden = {place for start, end in found.begun for place in range(start, end)}
    assert set(range(len(text) - max(begun, default=0), len(text))) <= hidden


ALIKE = {"letters": "a", "two letters": "ab", "sentences": "The quick brown fox. ", "quoted": "%2541&amp;"}


@pytest.mark.parametrize("part", ALIKE.values(), ids=ALIKE)
def test_a_text_of_twice_the_length_takes_twice_the_steps(part: str) -> None:
    def count(length: int) -> int:
        text = part * (length // len(part))
        sought = [part * (size + 1) for size in range(20)]
        return count_steps(lambda: find_spans([text], sought))

    assert count(2 * LENGTH) <= MOST_TIMES * count(LENGTH)


@pytest.mark.parametrize("secret", ["a{:04}", "{:04}" + "a" * 40, "a" * 40 + "{:04}", "p@ss {:04} & w/rd"])
def test_twice_the_secrets_take_twice_the_steps(secret: str) -> None:
    def count(number: int) -> int:
        secrets = [secret.format(each) for each in range(number)]
        page = " ".join(secrets[:20]).encode()
        return count_steps(lambda: clean_page(page, secrets=spell_out(secrets)))

    assert count(200) <= MOST_TIMES * count(100)


def test_no_more_is_read_of_a_page_than_is_needed() -> None:
    def count(length: int) -> int:
        page = b"<p>" + b" " * length
        return count_steps(lambda: clean_page(page, secrets=spell_out(["canary"])))

    assert count(2 * MAX_PAGE) == count(MAX_PAGE)


QUOTED: dict[str, Callable[[str], str]] = {
    "plain": str,
    "address": lambda text: quote(text, safe=""),
    "address twice": lambda text: quote(quote(text, safe=""), safe=""),
    "page by numbers": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "JSON by numbers": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "page": html.escape,
}


@pytest.mark.parametrize("write", QUOTED.values(), ids=QUOTED)
def test_a_secret_that_is_cut_off_is_not_shown(write: Callable[[str], str]) -> None:
    secret = "c@n&ry-" * 200
    quoted = write(secret)
    secrets = spell_out([secret])
    for shift in range(6):
        page = "<b>" + " " * (MAX_PAGE - 23 - shift) + quoted
        assert clean_page(page.encode(), secrets=secrets).replace(MASK, "") == "", shift
        text = "x" * (MAX_TEXT // 2 + shift) + "\\" * 40 + quoted
        assert "n" not in clean_text(text, secrets=secrets), shift


def test_of_too_many_secrets_nothing_is_shown() -> None:
    secrets = spell_out(f"{each:040}" for each in range(MAX_SECRETS // 40 + 1))
    assert clean_text("anything", secrets=secrets) == MASK
    assert clean_members({"a": ["b", 5]}, secrets=secrets) == {MASK: [MASK, MASK]}


def test_what_overlaps_is_hidden_as_one() -> None:
    assert clean_text("abcdef-abcd", secrets=spell_out(["abcd", "cdef"])) == f"{MASK}-{MASK}"


@pytest.mark.parametrize("text", ["Straße CANARYſ", "İstanbul canarys", "canarys &#" + "1" * 5000])
def test_letters_keep_their_place(text: str) -> None:
    cleaned = clean_text(text, secrets=spell_out(["canarys"]))
    assert (MASK in cleaned, "anar" in cleaned.lower()) == (True, False)


def test_a_page_that_is_quoted_without_end_is_not_shown() -> None:
    text = "%" + "25" * 30 + "41"
    assert clean_text(text, secrets=spell_out(["canary"])) == MASK


def test_members_keep_their_shape() -> None:
    members: dict[str, JsonValue] = {
        "canary": [1, "a canary", {"deep": "canary"}],
        "n": 12345,
        "long": "x" * 600,
    }
    cleaned = clean_members(members, secrets=spell_out(["canary", "12345"]))
    assert cleaned == {
        MASK: [1, f"a {MASK}", {"deep": MASK}],
        "n": MASK,
        "long": "x" * (MAX_TEXT - 1) + "…",
    }


def test_members_that_are_too_large_are_shown_as_text() -> None:
    members: dict[str, JsonValue] = {
        f"name-{each}": [f"{each}-{number}" + "x" * 1200 for number in range(2)] for each in range(20)
    }
    cleaned = clean_members({"canary": "a", **members}, secrets=spell_out(["canary"]))
    assert list(cleaned) == ["body"]
    assert str(cleaned["body"]).startswith(f'{{"{MASK}": "a", "name-0": ["0-0xxx')
