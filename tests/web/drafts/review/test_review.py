"""The review: each leaf of what will be sent once, what was skipped, and the exact request (ux.md, 18)."""

import json
from typing import Any

import pytest

from taskbuilder.forms.fields import Control, Question
from taskbuilder.records.models import Service
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.web.drafts.review.summary import Above, list_lines
from taskbuilder.web.drafts.steps import list_steps
from tests.support.samples import list_cases, make_request
from tests.support.walker import Walker, fill_request, show_json
from tests.web.drafts.conftest import choose


def count_leaves(value: Any, name: str = "") -> int:
    """The plain values of a request, a list of days, categories or coordinates as one."""
    if isinstance(value, dict):
        return sum(count_leaves(below, key) for key, below in value.items())
    if isinstance(value, list) and not (value and not isinstance(value[0], list | dict)):
        return sum(count_leaves(below) for below in value)
    return 1


@pytest.mark.ux(18)
@pytest.mark.parametrize(("platform", "request_"), list_cases())
def test_each_leaf_is_listed_once(platform: Platform, request_: dict[str, Any]) -> None:
    shown, _secrets = split_secrets(request_)
    service = platforms.Service(platform=platform)
    leaves = [
        leaf
        for step in list_steps()
        if step.ask
        for leaf in list_lines(step.ask(service), shown, Above(platform))
    ]
    told = [leaf for leaf in leaves if leaf.value and leaf.value != "No schedule"]
    assert len(told) == count_leaves(request_)
    assert len({(leaf.heading, leaf.name) for leaf in leaves}) == len(leaves)


@pytest.mark.ux(18)
@pytest.mark.parametrize(
    ("region", "words"),
    [
        (
            '{"polygons":[{"data":[[1,1],[9,1],[9,9]]}],"lines":[{"data":[[0,0],[5,5]]},{"data":[[1,2]]}]}',
            "Polygon 1: 3 points, Line 1: 2 points, Line 2: 1 point",
        ),
        ('{"polygons":[],"lines":[]}', "No shapes"),
        (
            '{"polygons":[{"data":[[1,1],[9,1],[9,9]],"id":7}],"lines":[]}',
            'polygon 1,1 9,1 9,9 {"id":7}',
        ),
        ("no region", "no region"),
        ("••••••", "••••••"),
    ],
)
def test_a_region_is_told_in_words(region: str, words: str) -> None:
    question = Question(name="roi", title="Region", ask=Control.REGION)

    assert [leaf.value for leaf in list_lines(question, region, Above(None))] == [words]


@pytest.mark.ux(18)
def test_the_review_reads_as_it_will_be_sent(walker: Walker, service: Service) -> None:
    choose(walker, service)
    request = make_request(Platform.MODELARTS_EDGE)
    fill_request(walker, request)
    facts = [" ".join(each.text.split()) for each in walker.document.elements if each.tag in {"dt", "dd"}]
    assert facts == [
        *("Service", "Counting", "Service ID", "6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11"),
        *("Platform", "ModelArts Edge"),
        *("Task name", "gate-1", "Description", "Who comes in, and when."),
        *("Input type", "Stream or file address", "Stream or file URL", "rtsp://camera-1.example.com/live"),
        *("Stream or file URL", "rtmp://camera-2.example.com/live"),
        *("Webhook URL", "https://sink.example.net/results"),
        *("Header “X-Key”", "••••••", "Header “Accept”", "*/*", "Data categories", "Not provided"),
        *("When to run", "No schedule"),
        *("CPU, in cores (assumed)", "0.5", "Memory, in MB (assumed)", "512"),
    ]
    (exact,) = walker.document.find("pre")
    assert json.loads(exact.text) == split_secrets(request)[0]
    assert "Nothing has been created yet." in walker.response.content.decode()


def test_the_config_step_tells_what_the_service_asks_for(walker: Walker, demanding: Service) -> None:
    choose(walker, demanding)
    walker.open(walker.address.replace("details", "resources"))
    show_json(walker)
    names = [each.text for each in walker.document.find("code")]
    assert names == ["mode", "access_token"]
    (label,) = walker.document.find("label", for_="id_config")
    assert label.text.strip() == "Configuration"


def test_an_untouched_draft_is_reviewed_as_open_not_by_its_defaults(walker: Walker, service: Service) -> None:
    choose(walker, service).open(walker.address.replace("details", "review"))
    text = " ".join(walker.response.content.decode().split())
    assert "As soon as it is created" not in text
    assert ">No schedule<" not in text


def test_every_problem_on_the_review_leads_to_a_control(walker: Walker, service: Service) -> None:
    choose(walker, service)
    review = walker.address.replace("details", "review")
    walker.open(review)
    anchors = [each.attrs["href"] for each in walker.document.find("a")]
    links = [each for each in dict.fromkeys(anchors) if "?show=problems#" in each]
    assert len(links) == 6
    for link in links:
        walker.open(link)
        assert (
            len([each for each in walker.document.elements if each.attrs.get("id") == link.partition("#")[2]])
            == 1
        )
