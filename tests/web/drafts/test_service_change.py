"""Before another service is chosen: what it would not take, item by item; nothing is deleted silently."""

import pytest

from taskbuilder.records.models import Service
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import choose, the_draft


def with_a_stream_id(walker: Walker, service: Service) -> Walker:
    """A draft on ModelArts Edge that has a stream's ID, back at the service step."""
    choose(walker, service).open(walker.address.replace("details", "output"))
    walker.put("output-sinks", "dis").press("reshape")
    walker.put("output-sinks-dis-stream_name", "results").put("output-sinks-dis-stream_id", "154")
    walker.press("go:input")
    return walker.open(walker.address.replace("input", "service"))


def losses_on(walker: Walker) -> list[tuple[str, str]]:
    """The items in the question, each with its value."""
    page = walker.document.elements
    start = next((at for at, each in enumerate(page) if each.attrs.get("id") == "switch"), None)
    if start is None:
        return []
    end = next(at for at, each in enumerate(page) if at > start and each.attrs.get("id") == "step-ticks")
    inside = page[start:end]
    names = [each.text for each in inside if each.tag == "dt"]
    values = [" ".join(each.text.split()) for each in inside if each.tag == "dd"]
    return list(zip(names, values, strict=True))


@pytest.mark.ux(10)
@pytest.mark.parametrize("press", ["continue", "go:details"])
def test_what_the_other_service_does_not_take_is_told_and_nothing_saved(
    walker: Walker, service: Service, ief: Service, press: str
) -> None:
    with_a_stream_id(walker, service).put("service", str(ief.pk)).post(press)

    assert walker.response.status_code == 422
    assert losses_on(walker) == [("Data stream (DIS) › DIS stream ID", "154")]
    assert walker.values["service"] == [str(ief.pk)]
    assert the_draft().service == service


def test_switching_anyway_keeps_it_for_the_way_back(walker: Walker, service: Service, ief: Service) -> None:
    with_a_stream_id(walker, service).put("service", str(ief.pk)).press("continue")
    walker.press("continue:switch")

    assert (walker.step, the_draft().service) == ("details", ief)
    walker.open(walker.address.replace("details", "service")).put("service", str(service.pk)).press(
        "continue"
    )
    walker.open(walker.address.replace("details", "output"))
    assert walker.values["output-sinks-dis-stream_id"] == ["154"]


def test_keeping_the_service_leads_to_the_step_as_it_is_saved(
    walker: Walker, service: Service, ief: Service
) -> None:
    with_a_stream_id(walker, service).put("service", str(ief.pk)).press("continue")

    [keep] = [each for each in walker.document.find("a") if each.text.strip() == "Keep Counting"]
    assert walker.open(keep.attrs["href"]).values["service"] == [str(service.pk)]


@pytest.mark.parametrize("press", ["save", "continue"])
def test_choosing_asks_at_once_in_place(walker: Walker, service: Service, ief: Service, press: str) -> None:
    with_a_stream_id(walker, service).put("service", str(ief.pk))
    response = walker.post(press, **HTMX).response

    assert (response.status_code, response["HX-Retarget"], response["HX-Reselect"]) == (
        422,
        "#switch",
        "#switch",
    )
    assert the_draft().service == service


def test_what_is_forbidden_there_is_told_with_its_mend(
    walker: Walker, service: Service, ief: Service
) -> None:
    choose(walker, ief).open(walker.address.replace("details", "input"))
    walker.put("input-type", "vis").press("reshape").press("go:details")
    walker.open(walker.address.replace("details", "service"))
    walker.put("service", str(service.pk)).press("continue")

    assert losses_on(walker) == [
        ("Input", "ModelArts Edge cannot read obs or vis. Choose another “Input type”.")
    ]


def test_no_secret_is_shown(walker: Walker, service: Service, ief: Service) -> None:
    choose(walker, ief).open(walker.address.replace("details", "resources"))
    walker.put("config", '{"access_token": "open-sesame"}').press("go:schedule")
    walker.open(walker.address.replace("schedule", "service"))
    walker.put("service", str(service.pk)).press("continue")

    assert losses_on(walker) == [("Configuration › access_token", "••••••")]
    assert "open-sesame" not in walker.response.content.decode()


def test_nothing_is_asked_where_nothing_is_lost(walker: Walker, service: Service, ief: Service) -> None:
    choose(walker, service).open(walker.address.replace("details", "service"))
    walker.put("service", str(ief.pk)).press("continue")

    assert (walker.step, the_draft().service) == ("details", ief)
