"""Each rule is broken by the requests of the table, and by none of their nearest neighbours."""

import pytest

from taskbuilder.taskspec.api_messages import word_all
from taskbuilder.taskspec.field_errors import MOST_PROBLEMS
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.rules.catalogue import RULES
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
