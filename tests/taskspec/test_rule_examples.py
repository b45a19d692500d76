"""The example of each rule on the rules page breaks that rule alone, and its fix leaves nothing to say."""

from typing import Any

import pytest

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.rules.catalogue import RULES
from taskbuilder.taskspec.rules.rule import AT_NODES, CONFIGURED, DESCRIBED, LEFT_OUT, ON_EDGE, ON_IEF
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.broken import BROKEN
from tests.taskspec.broken.row import EDGE, HAS_SCHEMA, IEF, NEEDS_CONFIG, NEEDS_NODE, NOW
from tests.taskspec.samples import GONE, changed

GIVEN: dict[str, dict[str, Any]] = {
    "": {},
    ON_EDGE: {"platform": EDGE},
    ON_IEF: {"platform": IEF},
    CONFIGURED: {"service": NEEDS_CONFIG},
    DESCRIBED: {"service": HAS_SCHEMA},
    AT_NODES: {"service": NEEDS_NODE},
}
EXAMPLES = {rule.id: rule.example for rule in RULES.values() if rule.example}
OF_REQUESTS = [rule for rule in EXAMPLES if rule not in ("json", "secret.destination")]


def found_with(rule: str, value: Any) -> set[str]:
    """The rules that a request breaks which holds the value at the example's place."""
    example = EXAMPLES[rule]
    sound = dict(next(row.sound for row in BROKEN if row.rule == rule))
    request = changed(sound, {example.at: ""} if value is LEFT_OUT else {example.at: value})
    if value is LEFT_OUT:
        request = changed(request, {example.at: GONE})
    told = find_problems(request, **{"platform": None, "now": NOW, **GIVEN[example.given]})
    return {problem.rule for problem in told}


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("rule", OF_REQUESTS)
def test_it_breaks_that_rule_alone(rule: str) -> None:
    assert found_with(rule, EXAMPLES[rule].wrong) == {rule}


@pytest.mark.parametrize("rule", OF_REQUESTS)
def test_its_mend_breaks_none(rule: str) -> None:
    assert found_with(rule, EXAMPLES[rule].right) == set()


def test_the_example_of_a_text_cannot_be_read_until_mended() -> None:
    with pytest.raises(UnreadableJson):
        read_json(EXAMPLES["json"].wrong)
    assert read_json(EXAMPLES["json"].right) == {"name": "gate-1"}
