"""A simulated cloud, the sample projects, and an operator who has signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator
from tests.journeys.walking import say

SignIn = Callable[..., Page]
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
"""What a browser asks for, by the language that it is answered in."""
in_every_language = pytest.mark.parametrize("language", LOCALES, indirect=True)


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the operator's browser, which the test speaks too (see walking.say)."""
    language = getattr(request, "param", "en")
    with translation.override(language):
        yield language


@pytest.fixture
def cloud(transactional_db: None) -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


@pytest.fixture
def sign_in(cloud: Simulator, browser: Browser, live_server: LiveServer, language: str) -> Iterator[SignIn]:
    """Opens a page of the operator's on the project's page; complaints of the browser fail the test."""
    complaints: list[str] = []
    contexts = []

    def enter(*, scripts: bool = True, project: str = "harbour") -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=scripts, locale=LOCALES[language]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None
        )
        page.goto("/sign-in/")
        page.get_by_label(say("User name")).fill("operator")
        page.locator("#id_password").fill("operator-demo")
        page.locator("#id_password").press("Enter")
        expect(page).to_have_url(f"{live_server.url}/projects/")
        page.goto(f"/projects/{project}/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []
