"""What holds on each step's page in each kind, empty, filled, and refused (ux.md)."""

from typing import Any

import pytest
from django.test import Client

from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from tests.support.samples import list_cases
from tests.support.walker import Walker, fill_request
from tests.support.watcher import MARKS, Watcher
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.test_errors import at_input


@pytest.fixture
def watcher(as_operator: Client) -> Watcher:
    return Watcher(as_operator).see(as_operator.post("/projects/gate/drafts/new/", follow=True))


@pytest.mark.ux(1, 2, 3, 4, 5, 6, 8, 11, 13, 20, 28)
@pytest.mark.parametrize(("platform", "request_"), list_cases())
def test_nothing_is_odd_nothing_is_lost_and_nothing_asked_twice(
    watcher: Watcher, service: Service, ief: Service, platform: Platform, request_: dict[str, Any]
) -> None:
    watcher.open(watcher.address)
    choose(watcher, service if platform is Platform.MODELARTS_EDGE else ief)
    fill_request(watcher, request_)
    assert watcher.step == "review"
    assert watcher.odd == []
    assert {"details", "input", "output"} <= set(watcher.refused)
    for step, given in watcher.given.items():
        watcher.open(f"/projects/gate/drafts/{the_draft().pk}/{step}/")
        secrets = {each.attrs["name"] for each in watcher.document.find("input", type="password")}
        for name in given.keys() - MARKS - secrets:
            assert (name, watcher.values[name]) == (
                name,
                [text.replace("\r\n", "\n") for text in given[name]],
            )


def counts(walker: Walker) -> list[str]:
    """The headings and legends that say how many problems are below them."""
    headings = [each for each in walker.document.elements if each.tag in {"h2", "legend"}]
    words = [" ".join(each.text.split()) for each in headings]
    return [each for each in words if each.endswith(("problem", "problems")) and "There " not in each]


@pytest.mark.ux(5)
def test_a_part_that_holds_problems_is_open_and_says_how_many(walker: Walker, service: Service) -> None:
    at_input(walker, service, "vcn").press("continue")
    assert counts(walker) == ["VCN server 4 problems", "Inputs 1 problem"]
    assert len(walker.messages) == 5
    walker.open(walker.address.replace("input", "output"))
    walker.put("output-sinks", "webhook", "dis").press("reshape").press("continue")
    assert counts(walker) == [
        "Data stream (DIS) 1 problem",
        "Webhook 2 problems",
        "Webhook headers (Webhook) 1 problem",
    ]
    folded = [each for each in walker.document.find("details") if not {"open", "class"} & each.attrs.keys()]
    assert folded == []
