"""Secrets in texts that are no JSON yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.secrets import MASK
from taskbuilder.web.wizard.loose import mask_loosely, unmask_loosely

DOTS = f'"{MASK}"'
TEXTS = st.lists(
    st.sampled_from([*"""{}[]:,"'\\ \n""", "password", "mode", "1", "é", "=>", "=", "://u:p@h"])
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
    ],
)
def test_what_is_shown(typed: str, shown: str) -> None:
    assert (mask_loosely(typed), unmask_loosely(shown, typed)) == (shown, typed)


@given(TEXTS)
def test_what_was_masked_comes_back(text: str) -> None:
    assert unmask_loosely(mask_loosely(text), text) == text
