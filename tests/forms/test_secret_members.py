"""Which members of a config are asked for as secrets: those that would be stored and shown as such."""

import pytest

from taskbuilder.forms.fields import Control, Question
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.taskspec.json_value import JsonObject


@pytest.mark.parametrize(
    ("members", "hidden"),
    [
        ({"password": "string", "username": "string", "level": "string"}, {"password", "username"}),
        ({"username": "string", "level": "string"}, set()),
        ({"retry_key": "integer", "use_key": "boolean", "api_key": "string"}, {"api_key"}),
        ({"key_region_count": "integer", "keyframe": "string", "hwSecret": "string"}, {"hwSecret"}),
    ],
)
def test_they_are_those_that_are_hidden(members: dict[str, str], hidden: set[str]) -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in members.items()},
    }
    group = make_group(schema, is_needed=True)
    assert group is not None
    asked = [member for member in group.members if isinstance(member, Question)]
    assert {each.sent_as for each in asked if each.ask is Control.SECRET} == hidden
    assert {each.sent_as for each in asked} == set(members)
