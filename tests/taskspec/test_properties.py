"""What holds for every request there can be."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_schema import json_schema
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.secrets.split import join_secrets, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.strategies import any_json, requests, spoilt_requests, valid_requests

ODD_SCHEMAS: tuple[Any, ...] = (
    {"properties": {"a": {"$ref": "#"}}},
    {"$ref": "#"},
    {"$ref": "https://schemas.example.com/config.json"},
    {"$ref": 5},
    {"properties": {"a": {"pattern": "("}}},
    {"patternProperties": {"(": {}}},
    {"additionalProperties": {"multipleOf": 0}},
    {"additionalProperties": {"multipleOf": 1e-300}},
    {"$schema": "https://schemas.example.com/dialect"},
    {"$schema": ["x"]},
    {"$schema": "http://json-schema.org/draft-03/schema#", "properties": {"a": {"required": True}}},
    {"type": "nothing"},
    {"required": "name"},
    {"additionalProperties": False},
    {"properties": {"name": False}},
    {"enum": 5},
    {},
)
SERVICES = st.builds(
    Service,
    platform=st.sampled_from(Platform),
    requires_config=st.booleans(),
    requires_node_id=st.booleans(),
    upper_case=st.booleans(),
    config_schema=st.one_of(
        st.none(), st.sampled_from(ODD_SCHEMAS), st.dictionaries(st.text(max_size=3), any_json())
    ),
)
VALIDATORS = {platform: Draft202012Validator(json_schema(platform)) for platform in Platform}
NOWS = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))
WHERE = st.one_of(st.none(), st.sampled_from(Platform))


@given(requests(), WHERE, st.one_of(st.none(), SERVICES), NOWS)
def test_any_json_is_judged(
    request_: Any, platform: Platform | None, service: Service | None, now: datetime | None
) -> None:
    before = repr(request_)
    found = find_problems(request_, platform=platform, service=service, now=now)
    assert repr(request_) == before
    assert found == find_problems(copy.deepcopy(request_), platform=platform, service=service, now=now)
    for problem in found:
        assert_is_at_a_place(request_, problem.path)
        assert problem.message
        json.dumps(problem.as_json())


def assert_is_at_a_place(request_: Any, path: str) -> None:
    """The value that a pointer names is there, or it is a member that its holder lacks."""
    try:
        pointer.get(request_, path)
    except LookupError:
        *above, _name = pointer.split(path)
        assert isinstance(pointer.get(request_, pointer.join(above)), dict)


@given(requests(), WHERE, NOWS)
def test_a_rule_is_reported_once_at_a_place(
    request_: Any, platform: Platform | None, now: datetime | None
) -> None:
    found = [(each.path, each.rule) for each in find_problems(request_, platform=platform, now=now)]
    assert len(found) == len(set(found))


@given(requests(), WHERE)
def test_a_wrong_type_is_reported_once(request_: Any, platform: Platform | None) -> None:
    """Where something is of the wrong type, nothing else is said of its type or its absence."""
    found = find_problems(request_, platform=platform)
    mistyped = {each.path for each in found if each.rule == "member.type"}
    assert [each.rule for each in found if each.path in mistyped and each.rule.endswith(".required")] == []


@pytest.mark.parametrize("platform", Platform)
@given(st.data())
def test_a_sound_request_has_no_error(platform: Platform, data: st.DataObject) -> None:
    request = data.draw(valid_requests(platform))
    found = find_problems(request, platform=platform)
    assert [each.as_json() for each in found if each.severity == Severity.ERROR] == []
    assert VALIDATORS[platform].is_valid(request)


@pytest.mark.parametrize("platform", Platform)
@given(st.data())
def test_what_the_schema_refuses_has_an_error(platform: Platform, data: st.DataObject) -> None:
    request = data.draw(spoilt_requests(platform))
    has_error = any(each.severity == Severity.ERROR for each in find_problems(request, platform=platform))
    is_valid = VALIDATORS[platform].is_valid(request)
    assert is_valid or has_error


@given(requests().filter(lambda value: isinstance(value, dict)), st.booleans())
def test_canonical_is_stable_and_keeps_all(request_: dict[str, Any], upper_case: bool) -> None:
    before = repr(request_)
    made = canonical(request_, upper_case=upper_case)
    assert repr(request_) == before
    assert repr(canonical(made, upper_case=upper_case)) == repr(made)
    assert sorted(map(repr, made)) == sorted(map(repr, request_))


@pytest.mark.parametrize("platform", Platform)
@given(st.data())
def test_canonical_changes_words_and_order_alone(platform: Platform, data: st.DataObject) -> None:
    request = data.draw(valid_requests(platform))
    made = canonical(request)
    if "schedule" in made:
        for name in ("type", "execution_mode"):
            assert made["schedule"][name] == request["schedule"][name].lower()
            made["schedule"][name] = request["schedule"][name]
    assert made == request
    assert find_problems(made, platform=platform) == sorted_like(
        find_problems(request, platform=platform), made
    )


def sorted_like(problems: list[Any], request: dict[str, Any]) -> list[Any]:
    """The same problems in another document's order, which a stable sort by the first two members gives."""

    def place(path: str) -> list[int]:
        places: list[int] = []
        holder: Any = request
        for name in pointer.split(path)[:2]:
            names = list(holder) if isinstance(holder, dict) else []
            places.append(names.index(name) if name in names else len(names))
            holder = holder.get(name) if isinstance(holder, dict) else None
        return places

    return sorted(problems, key=lambda each: place(each.path))


@given(requests())
def test_what_is_split_is_joined(request_: Any) -> None:
    shown, secrets = split_secrets(request_)
    assert repr(join_secrets(shown, secrets)) == repr(request_)
    again, more = split_secrets(shown)
    assert repr(again) == repr(shown)
    assert [where for where in more if "://" in str(pointer.get(shown, where))] == []


@given(requests())
def test_anything_can_be_described(request_: Any) -> None:
    sentence = describe(request_)
    assert sentence == "" or sentence.endswith(".") or " · " in sentence
