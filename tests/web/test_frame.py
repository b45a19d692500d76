"""The frame of the pages: its edges stay where they are, and its navigation says where one is."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Draft
from tests.web.conftest import MakeSubmission
from tests.web.test_browser import SignIn, full, sign_in
from tests.web.test_pages import SUBMISSION

__all__ = ["full", "sign_in"]

WIDTHS = (320, 390, 768, 1024, 1440, 1920)
STEPS = ("service", "details", "input", "output", "schedule", "resources", "review", "json", "discard")
PLACES = (
    *("", "drafts/", "submissions/", "submissions/?q=nothing", "unknown/", "tokens/", "notifications/"),
    *("templates/", "templates/problems/"),
)
PERSONAL = ("/exports/", "/notifications/", "/account/", "/password/")
START = ("/projects/", *PERSONAL, "/rules/", "/v1/", "/nowhere/")
EDGES = """() => {
  scrollTo(0, 0);  // the first control takes the focus when the browser gets to it, and may be below
  const measure = (name, ...sides) => {
    const box = document.querySelector(name).getBoundingClientRect();
    return sides.map((side) => box[side]);
  };
  const hasWords = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const lefts = [...document.querySelectorAll("main *")].filter(hasWords)
    .map((each) => each.getBoundingClientRect()).filter((box) => box.width > 1).map((box) => box.left);
  return JSON.stringify([
    measure("header", "left", "right", "bottom"), measure(".product .icon", "left", "top", "right"),
    measure("main", "left", "right", "top"), measure("footer", "left", "right"), Math.min(...lefts),
  ]);
}"""
"""Of the header, the logo, the main part and the foot, and where the content begins."""


@pytest.mark.ux(38)
def test_no_page_moves_the_frame(full: User, sign_in: SignIn) -> None:
    draft = f"drafts/{Draft.objects.get().pk}/"
    below = (*PLACES, f"submissions/{UUID(int=1)}/", *(f"{draft}{step}/" for step in STEPS))
    page = sign_in(full).new_page()
    edges: dict[tuple[int, str], list[str]] = {}
    for path in (*START, *(f"/projects/gate/{path}" for path in below), "/sign-in/"):
        if path == "/sign-in/":
            page.context.clear_cookies()
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            edges.setdefault((width, page.evaluate(EDGES)), []).append(path)

    assert len(edges) == len(WIDTHS), "\n".join(map(str, edges.items()))


CURRENT = re.compile(r'<a class="nav-link active"\s+href="([^"]*)"\s+aria-current="([a-z]+)"')


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/projects/", [("/projects/", "page")]),
        ("/rules/", [("/rules/", "page")]),
        ("/projects/gate/", [("/projects/gate/", "page")]),
        ("/projects/gate/drafts/", [("/projects/gate/drafts/", "page")]),
        ("/projects/gate/unknown/", [("/projects/gate/unknown/", "page")]),
        ("/projects/gate/templates/", [("/projects/gate/templates/", "page")]),
        ("/projects/gate/tokens/", [("/projects/gate/tokens/", "page")]),
        ("/rules/?project=gate", [("/rules/?project=gate", "page")]),
        ("/exports/", [("/exports/", "page")]),
        (SUBMISSION, [("/projects/gate/submissions/", "true")]),
        ("/nowhere/", []),
    ],
)
def test_the_navigation_says_where_one_is(
    as_operator: Client, make_submission: MakeSubmission, path: str, current: list[tuple[str, str]]
) -> None:
    make_submission()

    assert CURRENT.findall(as_operator.get(path).content.decode()) == current


CRUMB = re.compile(r'<li class="breadcrumb-item[^>]*>\s*<a class="text-truncate" href="([^"]*)"')


def test_breadcrumbs_lead_up(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    up = ["/projects/", "/projects/gate/"]

    assert CRUMB.findall(as_operator.get(SUBMISSION).text) == [*up, "/projects/gate/submissions/"]
    assert CRUMB.findall(as_operator.get("/projects/gate/tokens/").text) == up
    assert CRUMB.findall(as_operator.get("/projects/").text) == []


def test_a_viewer_is_led_to_nothing_that_is_refused(as_viewer: Client) -> None:
    page = as_viewer.get("/projects/gate/").content.decode()

    assert [page.count(f"/projects/gate/{path}") for path in ("drafts/", "tokens/", "submissions/")] == [
        0,
        0,
        1,
    ]


def test_the_end_of_the_header_is_each_reader_s_own(client: Client, operator: User, viewer: User) -> None:
    for person, path in ((operator, "/projects/"), (viewer, "/rules/?q=<a>"), (operator, "/rules/?q=b")):
        client.force_login(person)
        page = client.get(path)
        names = re.findall(r'aria-label="Signed in as (.*?)"', page.content.decode())
        assert names == [person.get_username()]
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="(.*?)"', page.content.decode())
        assert {*tokens} == {str(page.context["csrf_token"])}
        ways = re.findall(r'name="next" value="(.*?)"', page.content.decode())
        assert {unescape(way) for way in ways} == {page.wsgi_request.get_full_path()}
