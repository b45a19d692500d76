"""The guides: whole, escaped, with pictures of our own; each page leads to its own section."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from pytest_django import DjangoAssertNumQueries

from taskbuilder.web.drafts.steps import list_pages
from taskbuilder.web.help.guides import NAMES, load_guides, search_guides
from taskbuilder.web.help.links import ADMIN, HELP, INDEX
from taskbuilder.web.help.markdown import read_guide
from tests.security.test_access import list_names

pytestmark = pytest.mark.django_db
PICTURES: Path = settings.BASE_DIR / "docs" / "pictures"
ANSWER_NO_PAGE = frozenset(
    {"start", "sign-out", "sign-out-elsewhere", "set_language", "display", "project-join"}
    | {"draft-snapshot", "source-snapshot", "source-snapshot-change", "help-picture"}
)


def list_anchors() -> set[str]:
    return {f"{name}#{each.anchor}" for name, guide in load_guides().items() for each in guide.sections}


@pytest.mark.ux(40)
def test_every_page_has_a_section_that_is_there() -> None:
    pages = {name for name in list_names(get_resolver()) if not name.startswith("api-")} | {"api-reference"}
    steps = {f"draft-step:{step.slug}" for step in list_pages()}
    assert set(HELP) == (pages - ANSWER_NO_PAGE) | steps
    assert {*HELP.values(), *ADMIN.values(), INDEX} <= list_anchors()


def test_links_between_guides_lead_somewhere(client: Client) -> None:
    anchors = list_anchors() | set(NAMES)
    for guide in load_guides().values():
        for name, anchor in re.findall(r'href="/help/([a-z]+)/(#[^"]*)?"', guide.html):
            assert f"{name}{anchor}" in anchors


def test_each_picture_that_is_named_is_there_and_no_other(client: Client) -> None:
    named = [name for guide in load_guides().values() for name in guide.pictures]
    assert sorted(path.stem for path in PICTURES.glob("*.png")) == sorted(named)
    for name in named:
        answer = client.get(f"/help/pictures/{name}.png")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]  # a FileResponse


@pytest.mark.parametrize("path", ["/help/x/", "/help/pictures/x.png", "/help/pictures/favicon.png"])
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_html_and_images_from_elsewhere_are_words() -> None:
    text = "# A\n\n## B\n\n<script>x</script> ![there](https://x.example/a.png) ![up](../../x.png)\n"
    guide = read_guide("operators", text)
    assert "<img" not in guide.html
    assert "<script" not in guide.html
    assert "&lt;script&gt;x&lt;/script&gt; there up" in guide.html
    assert guide.pictures == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_guide_is_a_page_that_says_its_language(
    client: Client, name: str, language: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = client.get(f"/help/{name}/", headers={"Accept-Language": language}).text
    assert '<article class="col-12 col-lg-9" lang="en">' in page
    assert ("指南只有英文" in page) == (language == "zh-hans")


def test_search_finds_sections_that_have_every_word_titles_first(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = [(match.guide.name, match.anchor) for match in search_guides("Cancel")]
    assert found[0] == ("programs", "cancel")
    assert ("operators", "the-result") in found
    assert search_guides("cancel nosuchword") == search_guides("  ") == []
    with django_assert_num_queries(0):
        page = client.get("/help/?q=idempotency+key").text
    assert "2 sections found" in page
    assert 'href="/help/programs/#never-twice"' in page
    assert "&lt;b&gt;" in client.get("/help/?q=<b>").text


def test_pages_lead_to_their_section(as_operator: Client) -> None:
    pages = {
        "/projects/": "operators/#projects",
        "/projects/gate/": "operators/#projects",
        "/projects/gate/submissions/": "reviewers/#history",
        "/projects/gate/tokens/": "programs/#tokens",
        "/projects/gate/templates/": "operators/#templates",
        "/rules/": "reviewers/#rules",
        "/no-such-page/": "",
        "/help/": "operators/#help",
    }
    for path, section in pages.items():
        assert f'href="/help/{section}"' in as_operator.get(path).text
