"""What a service's schema declares secret is secret like any other, wherever the schema says so."""

import json
from typing import Any

import pytest

from taskbuilder.forms.fields import Control, Field, Group, ListOf, OneOf, Question
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.secrets.config_text import mask_config, unmask_config
from taskbuilder.taskspec.secrets.declared import Declared, read_declared
from taskbuilder.taskspec.secrets.malformed_json import mask_unreadable
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, split_anywhere, split_secrets
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import changed, task

HIDDEN: JsonObject = {"type": "string", "writeOnly": True}
TYPED: JsonObject = {"type": "string", "format": "password"}
PLAIN: JsonObject = {"type": "string"}


def properties(**members: JsonValue) -> JsonObject:
    return {"type": "object", "properties": members}


PLACES: dict[str, tuple[JsonObject, JsonValue, list[str]]] = {
    "a member": (
        properties(dial=HIDDEN, code=TYPED, mode=PLAIN),
        {"dial": "s1", "code": "s2", "mode": "m"},
        ["/dial", "/code"],
    ),
    "an object": (
        properties(login={**properties(u=PLAIN), "writeOnly": True}),
        {"login": {"u": "s1"}},
        ["/login"],
    ),
    "a number, and one whose name ends in key": (
        properties(level={"type": "integer", "writeOnly": True}, use_key={"type": "integer", **TYPED}),
        {"level": 4711, "use_key": 4712},
        ["/level", "/use_key"],
    ),
    "within an object": (properties(a=properties(dial=HIDDEN)), {"a": {"dial": "s1"}}, ["/a/dial"]),
    "entries of lists in lists": (
        properties(rows={"items": {"type": "array", "items": properties(dial=HIDDEN)}}),
        {"rows": [[{"dial": "s1"}, {"dial": "s2"}], [{"dial": "s3"}]]},
        ["/rows/0/0/dial", "/rows/0/1/dial", "/rows/1/0/dial"],
    ),
    "plain entries": (
        properties(codes={"type": "array", "items": HIDDEN}),
        {"codes": ["s1", "s2"]},
        ["/codes/0", "/codes/1"],
    ),
    "an entry at a place": (
        properties(pair={"prefixItems": [PLAIN, HIDDEN]}),
        {"pair": ["m", "s1", "n"]},
        ["/pair/1"],
    ),
    "a reference": (
        {"$defs": {"dial": HIDDEN}, **properties(a={"$ref": "#/$defs/dial"}, b=PLAIN)},
        {"a": "s1", "b": "m"},
        ["/a"],
    ),
    "a reference to itself": (
        properties(dial=HIDDEN, next={"$ref": "#"}),
        {"dial": "s1", "next": {"next": {"dial": "s2"}}},
        ["/dial", "/next/next/dial"],
    ),
    "a branch": (
        {
            "oneOf": [
                properties(by={"const": "a"}, dial=HIDDEN),
                properties(by={"const": "b"}, mode=PLAIN),
            ]
        },
        {"by": "a", "dial": "s1"},
        ["/dial"],
    ),
    "a condition": (
        {**properties(mode=PLAIN), "if": properties(mode=PLAIN), "then": properties(dial=HIDDEN)},
        {"mode": "m", "dial": "s1"},
        ["/dial"],
    ),
    "all of several": (
        {"allOf": [properties(dial=PLAIN), properties(dial=HIDDEN)]},
        {"dial": "s1"},
        ["/dial"],
    ),
    "names by a pattern": (
        {"type": "object", "patternProperties": {"^x-": HIDDEN}},
        {"x-a": "s1", "y-a": "m"},
        ["/x-a"],
    ),
    "any other name": (
        {**properties(mode=PLAIN), "additionalProperties": HIDDEN},
        {"mode": "m", "whatever": "s1"},
        ["/whatever"],
    ),
    "the whole": ({**properties(mode=PLAIN), "writeOnly": True}, {"mode": "s1"}, ["/mode"]),
    "names with slashes": (properties(**{"a/b~": HIDDEN}), {"a/b~": "s1"}, ["/a~1b~0"]),
    "nothing": (properties(dial={**PLAIN, "writeOnly": False}), {"dial": "m"}, []),
}


def declare(schema: JsonObject) -> Declared:
    return read_declared(json.dumps(schema))


@pytest.mark.parametrize("place", PLACES)
def test_it_is_split_off_and_joined_again(place: str) -> None:
    schema, config, pointers = PLACES[place]
    whole: Any = {"config": config}
    for split in (split_secrets, split_anywhere):
        masked, secrets = split(whole, declare(schema))
        assert sorted(secrets) == sorted(f"/config{each}" for each in pointers)
        assert "s1" not in json.dumps(masked)
        assert join_secrets(masked, secrets) == whole


@pytest.mark.parametrize("place", PLACES)
def test_its_text_is_masked_and_read_again(place: str) -> None:
    schema, config, pointers = PLACES[place]
    declared, text = declare(schema), json.dumps(config, indent=2)
    shown = mask_config(text, declared)
    assert shown.count(MASK) == len(pointers)
    assert json.loads(unmask_config(shown, text, declared)) == config
    broken = f"{text[:-2]},}}"
    for hidden in (mask_config(broken, declared), mask_unreadable(f'{{"config": {broken}}}', declared)):
        assert not [secret for secret in ("s1", "s2", "s3", "4711", "4712") if secret in hidden]
    assert unmask_config(mask_config(broken, declared), broken, declared) == broken


@pytest.mark.parametrize("place", PLACES)
def test_what_is_hidden_is_no_problem_of_the_schema(place: str) -> None:
    schema, config, _pointers = PLACES[place]
    service = Service(platform=Platform.IEF, config_schema=schema)
    masked, _secrets = split_secrets(changed(task(), {"/config": config}), declare(schema))
    assert find_problems(masked, platform=Platform.IEF, service=service) == []


def list_questions(field: Field | None) -> list[Question]:
    if isinstance(field, Question):
        return [field]
    if isinstance(field, Group | ListOf | OneOf):
        return [each for part in field.parts for each in list_questions(part)]
    return []


FORMS = {
    "a member": {"dial", "code"},
    "an object": {"u"},
    "a number, and one whose name ends in key": {"level", "use_key"},
    "within an object": {"dial"},
    "entries of lists in lists": set[str](),
    "plain entries": {"row"},
    "a reference": {"a"},
    "a branch": {"dial"},
    "names with slashes": {"a/b~"},
    "the whole": {"mode"},
}


@pytest.mark.parametrize("place", FORMS)
def test_its_control_is_a_password_box(place: str) -> None:
    schema, _config, _pointers = PLACES[place]
    asked = list_questions(make_group(schema, is_needed=True))
    assert {each.key for each in asked if each.ask is Control.SECRET} == FORMS[place]


def test_a_box_of_json_in_a_form_hides_it_too() -> None:
    schema, config, _pointers = PLACES["entries of lists in lists"]
    (rows,) = list_questions(make_group(schema, is_needed=True))
    assert (rows.key, rows.ask) == ("rows", Control.VALUE)
    assert isinstance(config, dict)
    text = json.dumps(config["rows"])
    shown = mask_config(text, rows.declared, is_member=True)
    assert shown.count(MASK) == 3
    assert json.loads(unmask_config(shown, text, rows.declared, is_member=True)) == config["rows"]


def test_it_is_put_back_only_where_it_was_sent() -> None:
    declared = declare(properties(dial=HIDDEN, hook=TYPED, host=PLAIN))
    text = json.dumps({"dial": "s1", "hook": "https://a.example.com/s2", "host": "a.example.com"})
    shown = mask_config(text, declared)
    assert json.loads(unmask_config(shown, text, declared)) == json.loads(text)
    moved = shown.replace("a.example.com", "b.example.com")
    assert unmask_config(moved, text, declared) == moved


def test_what_is_remembered_of_a_schema_does_not_grow_with_the_config() -> None:
    again: dict[str, JsonValue] = {f"n{number}": {"$ref": "#"} for number in range(8)}
    schema = properties(dial=HIDDEN, **again)
    declared = declare(schema)
    config: JsonObject = {"dial": "s"}
    for depth in range(40):
        config = {f"n{depth % 8}": config, "dial": "s"}
    assert len(split_secrets({"config": config}, declared)[1]) == 41
    assert len(declared.known) == 18


@pytest.mark.parametrize("text", ["- dial: 4711\n", "{junk dial: 4711", "dial: 4711"])
def test_a_declared_name_is_found_behind_other_words(text: str) -> None:
    declared = read_declared(json.dumps(properties(dial=HIDDEN)))
    assert "4711" not in mask_config(text, declared)


def make_circle(name: str, length: int) -> JsonObject:
    """Definitions of lists within lists that come back to the first after so many."""
    place = "#/$defs/{}{}".format
    return {f"{name}{at}": {"items": {"$ref": place(name, (at + 1) % length)}} for at in range(length)}


def test_lists_that_lead_in_circles_are_looked_at_once() -> None:
    """Circles whose lengths have no common divisor come back together only after their product."""
    lengths = [2, 3, 5, 7, 11, 13, 17, 19, 23]
    circles = {name: part for at in lengths for name, part in make_circle(f"c{at}_", at).items()}
    starts: list[JsonValue] = [{"$ref": f"#/$defs/c{at}_0"} for at in lengths]
    schema = {"$defs": circles, **properties(rows={"anyOf": starts}, pin=HIDDEN)}
    declared = read_declared(json.dumps(schema))
    assert [declared.hides_name(name) for name in ("rows", "pin")] == [False, True]
