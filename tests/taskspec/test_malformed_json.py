"""Secrets in texts that are not JSON yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.secrets.malformed_json import mask_loosely, unmask_loosely
from taskbuilder.taskspec.secrets.split import MASK, harmless_names

DOTS = f'"{MASK}"'
TEXTS = st.lists(
    st.sampled_from(
        [
            *"""{}[]:,"'\\ \n“”‘’：，""",
            *("password", "mode", "name", "••••••", "1", "é", "=>", "=", "://u:p@h"),
            *("&quot;", "&#39;", 'Add("password", ', "https://", "http:"),
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{"password": "a b",}', f'{{"password": {DOTS},}}'),
        ('{"key": "-----\nMII\n-----",}', f'{{"key": {DOTS},}}'),
        ('{"key": "-----\nMII\n-----', f'{{"key": {DOTS}'),
        ('{"tokens": ["a", {"b": "]"}], "c": 1', f'{{"tokens": {DOTS}, "c": 1'),
        ('{"tokens": ["a", "b"', f'{{"tokens": {DOTS}'),
        ('{"password": "a"b", "c": 1}', f'{{"password": {DOTS}'),
        ('{"password": "a",b", "c": 1}', f'{{"password": {DOTS}'),
        ('{"password": "a", c: 1}', f'{{"password": {DOTS}, c: 1}}'),
        ('{"password" "a", "c": 1}', f'{{"password" {DOTS}, "c": 1}}'),
        ('{"pass\\u0077ord": "a",}', f'{{"pass\\u0077ord": {DOTS},}}'),
        ("password: a, b\nmode: c", f"password: {DOTS}\nmode: c"),
        ("{'secret': 'it\\'s', 'c': 1}", f"{{'secret': {DOTS}, 'c': 1}}"),
        ('{"key": 5, "c": 1', f'{{"key": {DOTS}, "c": 1'),
        ("password:{}{", f"password:{DOTS}{{"),
        ('{"mode": "enter", "c": [1}', '{"mode": "enter", "c": [1}'),
        ("{“password”: “a”, “c”: “b”}", f"{{“password”: {DOTS}, “c”: “b”}}"),
        ("{‘password’: ‘a’}", f"{{‘password’: {DOTS}}}"),
        ('{"password"："a"，"c"："b"}', f'{{"password"：{DOTS}，"c"："b"}}'),
        ("{&quot;password&quot;: &quot;a&quot;, c: 1}", f"{{&quot;password&quot;: {DOTS}, c: 1}}"),
        ("{&#39;password&#39;: &#39;a&#39;}", f"{{&#39;password&#39;: {DOTS}}}"),
        ('$headers.Add("X-Token", "a")\n$b = 1', f'$headers.Add("X-Token", {DOTS}\n$b = 1'),
    ],
)
def test_what_is_shown(typed: str, shown: str) -> None:
    assert (mask_loosely(typed), unmask_loosely(shown, typed)) == (shown, typed)


HARMLESS = harmless_names()


@given(TEXTS, st.sampled_from([None, HARMLESS]))
def test_what_was_masked_comes_back(text: str, harmless: frozenset[str] | None) -> None:
    assert unmask_loosely(mask_loosely(text, harmless), text, harmless) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{"name": "gate", "input": {"type": "url",}', None),
        ('{"name": NaN}', None),
        ('{"url": "rtsp://u:p@c/1",', None),
        ('{"url": "rtsp:// u:p@c/1",', None),
        ('{"Headers": {"X": "p"},', f'{{"Headers": {DOTS},'),
        ('{"headers": "X": "p"},', f'{{"headers": {DOTS},'),
        ('{"name": "the "north" gate",', f'{{"name": {DOTS},'),
        ('{"type": "url",,', f'{{"type": {DOTS},,'),
        ("{”headers”: {”Authorization”: ”Bearer p”}}", f"{{”headers”: {DOTS}}}"),
        ('{"headers"：{"Authorization"："Bearer p"，}}', f'{{"headers"：{DOTS}}}'),
        ('{"colour": "red", "name": "gate",', f'{{"colour": {DOTS}, "name": "gate",'),
    ],
)
def test_what_is_shown_of_a_request_that_cannot_be_read(typed: str, shown: str | None) -> None:
    assert mask_loosely(typed, HARMLESS) == (shown or typed)


@pytest.mark.parametrize(
    "changed",
    ["192.0.2.2", "192.0.2.10", ""],
)
def test_an_address_further_away_counts_too(changed: str) -> None:
    saved = '{"vcn": {"ip": "192.0.2.1", "port": 18531, "username": "u", "password": "canary"'
    shown = mask_loosely(saved, HARMLESS)
    assert unmask_loosely(shown, saved, HARMLESS) == saved

    moved = shown.replace("192.0.2.1", changed)
    assert unmask_loosely(moved, saved, HARMLESS) == moved


@pytest.mark.parametrize(("count", "is_put_back"), [(20_000, True), (20_001, False)])
def test_of_more_addresses_than_anybody_compares_no_secret_is_put_back(count: int, is_put_back: bool) -> None:
    rest = ', "rtsp://a"' * count
    saved, shown = (f'{{"password": "{secret}", "urls": [""{rest}' for secret in ("canary", MASK))
    assert unmask_loosely(shown, saved) == (saved if is_put_back else shown)
