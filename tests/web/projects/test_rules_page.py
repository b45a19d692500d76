"""The page of rules."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from taskbuilder.taskspec.rules.catalogue import RULES, SECTIONS


def rules_on(page: str) -> list[str]:
    return re.findall(r'<article class="rule list-group-item" id="(.*?)">', page)


def test_every_rule_has_an_anchor_of_its_own(client: Client) -> None:
    page = client.get("/rules/").content.decode()

    assert rules_on(page) == list(RULES)


@pytest.mark.ux(23)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=estimate.cpu", ["estimate.cpu"]),
        ("q=NODE_ID", ["input.node_id.required"]),
        ("q=input.data.headers", ["input.headers.count", "input.headers.value"]),
        ("q=interval+5+to+720", ["schedule.frequency.interval"]),
        (
            "q=name&severity=confirm",
            ["name.cjk", "output.dis.stream_name", "url.host", "headers.repeated", "obs.bucket"],
        ),
        ("severity=advice", [rule.id for rule in RULES.values() if rule.severity == "advice"]),
        ("q=+&severity=", list(RULES)),
        ("q=no+such+words", []),
        ("severity=no-such", []),
    ],
)
def test_a_filter_in_the_address_leaves_the_rules_that_have_each_word(
    client: Client, query: str, found: list[str]
) -> None:
    page = client.get(f"/rules/?{query}").content.decode()

    assert sorted(rules_on(page)) == sorted(found)


def test_the_words_are_those_of_the_reader(client: Client) -> None:
    page = client.get("/rules/?q=节点 ID", headers={"Accept-Language": "zh-CN"}).content.decode()

    assert rules_on(page) == ["input.node_id.required"]


def test_an_empty_result_says_so_and_leads_back(client: Client) -> None:
    page = client.get("/rules/?q=no+such+words").content.decode()

    assert "Nothing matches" in page
    assert '<a class="btn btn-primary" href="/rules/">Show all</a>' in page


def test_an_example_shows_what_breaks_the_rule_and_what_mends_it(client: Client) -> None:
    page = client.get("/rules/?q=stream_id.platform").content.decode()

    [example] = re.findall(r'<dl class="rule-example.*?</dl>', page, re.DOTALL)
    words = " ".join(re.sub(r"<.*?>", " ", example).split())
    assert words == "Field /output/dis On IEF Invalid &quot;stream_id&quot;: &quot;154&quot; Valid Not set"


def test_a_long_example_is_cut(client: Client) -> None:
    page = client.get("/rules/?q=input.data.count").content.decode()

    assert page.count("camera-0") == 2
    assert page.count("camera-3") == 0


@pytest.mark.parametrize("query", ["", "?q=name.required"])
def test_a_rule_without_an_example_is_shown_all_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    shown = client.get(f"/rules/{query}").content.decode()
    sections = {
        slug: (
            heading,
            [replace(rule, example=None) if rule.id == "name.required" else rule for rule in rules],
        )
        for slug, (heading, rules) in SECTIONS.items()
    }
    monkeypatch.setattr("taskbuilder.web.projects.rules.SECTIONS", sections)
    answer = client.get(f"/rules/{query}")
    page = answer.content.decode()

    assert (answer.status_code, rules_on(page)) == (200, rules_on(shown))
    assert page.count("rule-example") == shown.count("rule-example") - 1


def test_the_filter_keeps_the_project_that_one_came_from(as_operator: Client) -> None:
    page = as_operator.get("/rules/?project=gate&q=x").content.decode()

    assert '<input type="hidden" name="project" value="gate" id="filter-project">' in page
