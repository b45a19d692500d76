"""Why a field is asked for, not asked for, or refused, in the rule's own text (ux.md, 12)."""

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.rules.catalogue import RULES
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import choose


def read_reasons(walker: Walker) -> list[tuple[str, str]]:
    """What is named, and the rule that it links to."""
    names = [" ".join(each.text.split()) for each in walker.document.find("dt")]
    links = [each.attrs["href"] for each in walker.document.find("a") if "/rules/#" in each.attrs["href"]]
    return list(zip(names, [link.partition("#")[2] for link in links], strict=True))


def at(walker: Walker, service: Service, step: str) -> Walker:
    return choose(walker, service).open(walker.address.replace("details", step))


@pytest.mark.ux(12)
def test_what_a_platform_does_not_take_says_why(walker: Walker, service: Service) -> None:
    at(walker, service, "input")
    assert read_reasons(walker) == [
        ("Object storage files is not available on ModelArts Edge", "input.type.platform"),
        ("VIS stream is not available on ModelArts Edge", "input.type.platform"),
    ]
    assert RULES["input.type.platform"].text in walker.response.content.decode()


@pytest.mark.ux(12)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_a_service_needs_says_why(walker: Walker, demanding: Service, headers: dict[str, str]) -> None:
    at(walker, demanding, "input").put("input-type", "vcn").press("reshape", **headers)
    assert ("Node ID is required", "input.node_id.required") in read_reasons(walker)


@pytest.mark.ux(12)
def test_members_of_the_other_platform_say_why(walker: Walker, ief: Service) -> None:
    at(walker, ief, "input").put("input-type", "edgecamera").press("reshape")
    assert read_reasons(walker) == [
        ("Camera type is not available on IEF", "input.camera.platform"),
        ("Tags is not available on IEF", "input.camera.platform"),
    ]


@pytest.mark.ux(12)
def test_a_problem_says_why(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "?").press("continue")
    (told,) = walker.messages
    (why,) = walker.document.find("details", class_="why")
    words = " ".join(why.text.split())
    assert words.startswith(f"Why? {told} {RULES['name.format'].text}")
    (link,) = [each for each in walker.document.find("a") if "/rules/#" in each.attrs["href"]]
    assert link.attrs["href"] == "/rules/#name.format"
