"""Each rule is broken by the requests of the table, and by none of their nearest neighbours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import pytest

from taskbuilder.taskspec.api_messages import word_all
from taskbuilder.taskspec.field_errors import MOST_PROBLEMS
from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.paths.names import title_in
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.catalogue import RULES
from taskbuilder.taskspec.rules.rule import Rule
from taskbuilder.taskspec.section import text
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.broken import BROKEN, SEVERITIES, Broken, Said
from tests.taskspec.samples import EXAMPLES

READ_ELSEWHERE = {"json", "secret.destination"}
"""Broken by texts and drafts, not by requests: see test_reading, and test_destinations of the wizard."""


def severe(pairs: tuple[Said, ...]) -> list[tuple[str, str, str]]:
    return [(path, rule, SEVERITIES[rule]) for path, rule in pairs]


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_exactly_this_is_found(case: Broken) -> None:
    arguments = {"platform": None, **case.knows}
    found = find_problems(case.request, **arguments)
    assert [(each.path, each.rule, each.severity) for each in found] == severe(case.said)
    assert case.rule in {rule for _path, rule in case.said}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_the_nearest_neighbour_breaks_the_rule_no_more(case: Broken) -> None:
    arguments = {"platform": None, **case.knows}
    found = find_problems(case.neighbour, **arguments)
    assert [(each.path, each.rule, each.severity) for each in found] == severe(case.left)
    assert case.rule not in {rule for _path, rule in case.left}


def test_every_rule_is_in_the_table() -> None:
    assert {case.rule for case in BROKEN} | READ_ELSEWHERE == set(RULES)


def test_severities_are_the_documents() -> None:
    assert {rule.id: rule.severity.value for rule in RULES.values()} == SEVERITIES


@pytest.mark.parametrize("row", [{}, {"url": "rtsp://192.0.2.1/a"}, {"url": "no", "x": 1}, 1], ids=repr)
def test_judging_stops_where_nobody_mends_more(row: object) -> None:
    request = EXAMPLES["reference-restful-webhook"] | {
        "input": {"type": "url", "data": [row] * (MOST_PROBLEMS + 5)}
    }
    found = find_problems(request, platform=None)
    assert len(found) == MOST_PROBLEMS
    assert word_all(found).endswith(" Only the first 1000 problems are named: there may be more.")
    assert "more" not in word_all(found[1:])


@pytest.mark.parametrize("request_", [None, [], "", "{}", 5, 0.5, True, float("nan")], ids=repr)
def test_what_is_no_object_is_one_problem(request_: JsonValue) -> None:
    found = find_problems(request_, platform=None)
    assert [(each.path, each.rule, each.severity) for each in found] == [("", "member.type", "error")]


class PageData(InputData):
    """What another input type has under the name of a field of its own."""

    rules = (Rule("input.made_up_page.url", "Made up", "None.", "Enter “%(field)s”, such as %(example)s."),)

    url: Annotated[str, text(title="Camera page", examples=["https://camera-1.example.com/"])]

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield report("input.made_up_page.url", (*path, "url"))


class PageInput(Input):
    """Pages, which both platforms read."""

    title = "Pages"
    data_class = PageData


class SecondData(InputData):
    """Has a rule of an ID that is taken."""

    rules = (Rule("input.vcn.ip", "Made up", "None.", "None."),)


class SecondInput(Input):
    """Goes with it."""

    data_class = SecondData


@contextmanager
def registered(name: str, kind: type[Input]) -> Iterator[None]:
    INPUTS.register(name, position=2_000)(kind)
    try:
        yield
    finally:
        INPUTS.unregister(name)


def test_a_field_is_called_as_its_own_kind_calls_it() -> None:
    """Several kinds may have a field of one name."""
    request: JsonObject = {"input": {"type": "page", "data": [{"url": "x"}]}}
    with registered("page", PageInput):
        said = {each.message for each in find_problems(request, platform=None) if each.path.endswith("url")}
        title = title_in(request, ("input", "data", 0, "url"))
    assert said == {"Input 1: Enter “Camera page”, such as https://camera-1.example.com/."}
    assert title == "Camera page"
    assert title_in({"input": {"type": "url"}}, ("input", "data", 0, "url")) == "Stream or file URL"
    assert title_in({}, ("input", "data", 0, "url")) == "Request URL"


def test_an_id_is_that_of_one_rule() -> None:
    with (
        registered("second", SecondInput),
        pytest.raises(ValueError, match=r"'input\.vcn\.ip' is declared twice"),
    ):
        list(RULES)


def test_a_position_is_that_of_one_class() -> None:
    with (
        registered("page", PageInput),
        pytest.raises(ValueError, match="at position 2000: give 'second'"),
        registered("second", SecondInput),
    ):
        pass
