"""A form that another tab overtook is held, sealed, no longer than its conflict lasts."""

from collections.abc import Callable

import pytest

from taskbuilder.records.models import Draft, Service, Session
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.http.saved_form import HELD
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker, fill_request
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.json_editor.test_json_page import at_json, write
from tests.web.drafts.test_errors import at_input

PASSWORD = "input-type-vcn-vcn-password"
LOST = "Secrets you typed were not stored."
Meet = Callable[[Walker, Service], Walker]


def meet_on_step(walker: Walker, service: Service, press: str = "continue") -> Walker:
    """A password that was typed on a step which another tab saved meanwhile."""
    at_input(walker, service, "vcn")
    Walker(walker.client).open(walker.address).put("input-type-vcn-vcn-ip", "192.0.2.1").press("save")
    return walker.put(PASSWORD, "canary").press(press)


def meet_on_json(walker: Walker, service: Service, press: str = "check") -> Walker:
    """A password that was typed as JSON while another tab saved a step."""
    at_json(walker, service)
    form = dict(walker.values)
    other = Walker(walker.client).open(walker.address.replace("json", "details"))
    other.put("name", "theirs").press("continue")
    walker.values = form
    typed = {"type": "vcn", "vcn": {"ip": "192.0.2.2", "password": "canary"}}
    return write(walker, {"input": typed}).press(press)


PAGES = pytest.mark.parametrize("meet", [meet_on_step, meet_on_json])


def is_held(walker: Walker) -> bool:
    return HELD in walker.client.session


@PAGES
def test_a_conflict_holds_the_form(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service)
    assert (walker.response.status_code, is_held(walker)) == (409, True)


@PAGES
def test_overwriting_forgets_it(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service).press("overwrite", **HTMX)  # in place: no page is opened after it
    assert ("canary" in str(the_draft().answers), is_held(walker)) == (True, False)


@PAGES
@pytest.mark.parametrize(
    "place", ["", "details/", "discard/", "review/", "/projects/gate/", "/projects/", "/rules/"]
)
def test_opening_a_page_forgets_it(walker: Walker, service: Service, meet: Meet, place: str) -> None:
    meet(walker, service)
    draft = walker.address.replace(f"{walker.step}/", "")
    walker.client.get(place if place.startswith("/projects") or place == "/rules/" else f"{draft}{place}")
    assert not is_held(walker)


@PAGES
def test_loading_the_draft_as_it_is_now_forgets_it(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service).open(walker.address)
    assert ("canary" in str(the_draft().answers), is_held(walker)) == (False, False)


@PAGES
def test_discarding_the_draft_forgets_it(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service)
    walker.client.post(walker.address.replace(f"{walker.step}/", "discard/"), follow=True)
    assert (Draft.objects.count(), is_held(walker)) == (0, False)


def test_creating_in_the_other_tab_forgets_it(walker: Walker, service: Service) -> None:
    choose(walker, service)
    fill_request(walker, make_request(Platform.MODELARTS_EDGE))
    late = Walker(walker.client).open(walker.address.replace("review", "details"))
    Walker(walker.client).open(late.address).put("name", "theirs").press("save")
    review = Walker(walker.client).open(walker.address)
    late.put("name", "mine").press("continue")
    assert is_held(walker)
    review.press("create")
    assert (Draft.objects.count(), is_held(walker)) == (0, False)


@PAGES
def test_signing_out_forgets_it(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service)
    walker.client.post("/sign-out/")
    assert [each.get_decoded() for each in Session.objects.all()] == []


@PAGES
def test_the_last_save_of_a_page_that_is_left_holds_nothing(
    walker: Walker, service: Service, meet: Callable[[Walker, Service, str], Walker]
) -> None:
    meet(walker, service, "save")
    assert (walker.response.status_code, is_held(walker)) == (409, False)


@PAGES
def test_what_the_page_itself_asks_for_leaves_it_held(walker: Walker, service: Service, meet: Meet) -> None:
    meet(walker, service)
    draft = walker.address.replace(f"{walker.step}/", "")
    walker.client.get(f"{draft}snapshots/area/")
    walker.client.get(draft, headers=HTMX)
    assert is_held(walker)


@PAGES
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_secrets_that_are_lost_meanwhile_are_asked_for_again(
    walker: Walker, service: Service, meet: Meet, headers: dict[str, str]
) -> None:
    meet(walker, service)
    walker.client.get("/projects/gate/")
    before = the_draft().revision
    walker.press("overwrite", **headers)
    assert (walker.response.status_code, the_draft().revision) == (422 if headers else 409, before)
    assert LOST in walker.response.content.decode()
    walker.press("overwrite", **headers)
    assert (the_draft().revision, is_held(walker)) == (before + 1, False)
