"""What is beside a control: no more and no less than holds for this service and this row."""

import re

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.review.summary import Above, SummaryLine, list_lines
from taskbuilder.web.drafts.steps import step_of
from tests.support.samples import make_request
from tests.support.walker import Walker
from tests.web.drafts.conftest import choose


def at_input(walker: Walker, service: Service, kind: str) -> Walker:
    choose(walker, service)
    return walker.open(walker.address.replace("details", "input")).put("input-type", kind).press("reshape")


def help_of(walker: Walker, name: str) -> str:
    (found,) = walker.document.find("div", id=f"id_{name}_help")
    return " ".join(found.text.split())


def label_of(walker: Walker, name: str) -> str:
    (found,) = walker.document.find("label", for_=f"id_{name}")
    return " ".join(found.text.split())


NODE = "input-type-restful-data-r1-node_id"


@pytest.mark.parametrize(
    ("fixture", "label", "said"),
    [
        ("ief", "Node ID (Input 1) (optional)", "Not required by this service."),
        ("demanding", "Node ID (Input 1)", "Required by this service."),
    ],
)
def test_a_node_id_says_whether_this_service_needs_it(
    walker: Walker, request: pytest.FixtureRequest, fixture: str, label: str, said: str
) -> None:
    at_input(walker, request.getfixturevalue(fixture), "restful")
    assert help_of(walker, NODE) == f"The edge node that reads the stream. {said}"
    assert label_of(walker, NODE) == label


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("vcn", "input-type-vcn-vcn-port", "1–65535. For example: 9900"),
        ("url", "input-type-url-data-r1-url", "1000 or fewer characters."),
    ],
)
def test_a_control_shows_the_limits_of_its_declaration(
    walker: Walker, ief: Service, kind: str, name: str, said: str
) -> None:
    at_input(walker, ief, kind)
    assert said in help_of(walker, name)


def test_a_limit_is_shown_in_the_readers_language(walker: Walker, ief: Service) -> None:
    choose(walker, ief)
    walker.client.cookies["taskbuilder_language"] = "zh-hans"
    walker.open(walker.address)
    assert (
        help_of(walker, "name") == "字母、数字、连字符和下划线。 最多 100 个字符。 例如：gate-1-people-flow"
    )


def test_an_ip_cameras_tags_are_needed_and_stand_ready(walker: Walker, service: Service) -> None:
    data = "input-type-edgecamera-data-r1"
    at_input(walker, service, "edgecamera")
    (title,) = walker.document.find("h2", id=f"id_{data}-tag")
    assert "(optional)" in title.text
    walker.put(f"{data}-id", "camera-1").put(f"{data}-camera_type", "ipc").press("continue")
    (title,) = walker.document.find("h2", id=f"id_{data}-tag")
    assert "(optional)" not in title.text
    assert len(walker.messages) == 1
    walker.put(f"{data}-tag-r1-r1-name", "site").put(f"{data}-tag-r1-r1-value", "north")
    walker.press("continue")
    assert walker.step == "output"


def test_the_dots_of_a_kept_secret_are_explained(walker: Walker, service: Service) -> None:
    name = "input-type-url-data-r1-url"
    hint = f"{MASK} is a saved secret. Leave it to keep the secret, or type over it."
    at_input(walker, service, "url")
    assert hint not in help_of(walker, name)
    walker.put(name, "rtsp://viewer:word@camera.example.com/1").press("add:input-type-url-data")
    assert hint in help_of(walker, name)


def test_a_button_to_remove_speaks_of_its_row(walker: Walker, service: Service) -> None:
    at_input(walker, service, "url").press("add:input-type-url-data")
    assert [name for name in walker.buttons if name.startswith("Remove input")] == [
        "Remove input 1",
        "Remove input 2",
    ]


def test_an_empty_header_is_reviewed_as_sent() -> None:
    request = make_request(Platform.IEF, sinks=("webhook",))
    request["output"]["webhook"]["headers"] = {"X-Empty": ""}
    ask = step_of("output").ask
    assert ask is not None
    leaves = list(list_lines(ask(platforms.Service(platform=Platform.IEF)), request, Above(Platform.IEF)))
    assert [leaf for leaf in leaves if "X-Empty" in leaf.name] == [
        SummaryLine(name="Header “X-Empty”", value="(empty)", heading="Webhook")
    ]


@pytest.mark.parametrize(("step", "heading"), [("service", "Service"), ("resources", "Configuration")])
def test_a_part_that_is_called_as_the_page_is_heard_alone(
    walker: Walker, demanding: Service, step: str, heading: str
) -> None:
    choose(walker, demanding)
    walker.open(walker.address.replace("details", step))
    (title,) = walker.document.find("h1")
    hidden = [each.text for each in walker.document.find("span", class_="visually-hidden")]
    legends = [" ".join(each.text.split()) for each in walker.document.find("legend")]
    assert (title.text, heading in legends, heading in hidden) == (heading, True, True)


@pytest.mark.parametrize("fixture", ["ief", "demanding"])
def test_what_is_optional_has_its_name_beside_it(
    walker: Walker, request: pytest.FixtureRequest, fixture: str
) -> None:
    service: Service = request.getfixturevalue(fixture)
    Service.objects.filter(pk=service.pk).update(requires_config=False)
    choose(walker, service)
    for step in ("details", "input", "output", "schedule", "resources"):
        walker.open(re.sub("/[a-z]+/$", f"/{step}/", walker.address))
        legends = re.findall(r"<legend.*?>(.*?)</legend>", walker.response.text, re.DOTALL)
        for legend in legends:
            seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", legend, flags=re.DOTALL)
            assert re.sub(r"<.*?>|\s", "", seen) != "(optional)", (step, legend)
