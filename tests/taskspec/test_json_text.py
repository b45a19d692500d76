"""JSON as people read it: to the letter as the json module writes it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.json_value import write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_writes_as_the_json_module_does(value: Any) -> None:
    assert write_json(value) == json.dumps(value, indent=2, ensure_ascii=False)
    assert write_json(value, is_indented=False) == json.dumps(value, ensure_ascii=False)
