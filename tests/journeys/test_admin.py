"""Nothing to complain of on a page of the admin: empty, full, refused, about to delete, in both languages."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import LOCALES, in_every_language
from tests.journeys.walking import say
from tests.web.looking import find_faults, watch

LISTS = [
    *(f"auth/{name}" for name in ("user", "group")),
    *(f"axes/{name}" for name in ("accessattempt", "accesslog")),
    *(
        f"records/{name}"
        for name in ("project", "service", "member", "apitoken", "submission", "createdtask", "draft")
    ),
    *(f"records/{name}" for name in ("attempt", "decision")),
]
CUT_OFF = """() => [...document.querySelectorAll('.table-responsive')]
  .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.outerHTML.slice(0, 80))"""
Enter = Callable[[], Page]


@pytest.fixture
def administrator(
    cloud: Simulator, browser: Browser, live_server: LiveServer, language: str
) -> "Callable[[], Page]":
    """Opens a page of the administrator's, who has signed in."""

    def enter() -> Page:
        page = browser.new_context(base_url=live_server.url, locale=LOCALES[language]).new_page()
        page.goto("/sign-in/")
        page.get_by_label(say("User name")).fill("admin")
        page.locator("#id_password").fill("administrator-demo")
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/projects/")
        return page

    return enter


def look(page: Page, where: str) -> list[str]:
    """What there is to complain of, tables that are cut off on a desk among it."""
    page.goto(f"/admin/{where}")
    faults = find_faults(page)  # ends at the width of a desk
    return [f"{where}: {fault}" for fault in [*faults, *page.evaluate(CUT_OFF)]]


def list_pages() -> list[str]:
    user, project = User.objects.get(username="operator"), Project.objects.get(slug="harbour")
    service = Service.objects.get(name="Gate number plates")
    submission = Submission.objects.get(name="berth-9-trial")
    group = Group.objects.create(name="Administrators of services")
    start_draft(project=project, owner=user, answers={}, title="Half", now=timezone.now())
    return [
        "",
        *(f"{name}/" for name in LISTS),
        *(f"records/{name}/add/" for name in ("project", "service", "member")),
        *(f"auth/{name}/add/" for name in ("user", "group")),
        f"auth/user/{user.pk}/change/",
        f"auth/user/{user.pk}/password/",
        f"auth/user/{user.pk}/delete/",
        f"auth/group/{group.pk}/change/",
        f"records/project/{project.pk}/change/",
        f"records/project/{project.pk}/delete/",
        f"records/project/{project.pk}/history/",
        f"records/service/{service.pk}/change/",
        f"records/service/{service.pk}/history/",
        f"records/service/{service.pk}/schema/",
        f"records/service/{service.pk}/schema/?example",
        f"records/submission/{submission.pk}/change/",
    ]


@pytest.mark.ux(26, 27, 28)
@in_every_language
def test_every_page(administrator: Enter, language: str) -> None:
    page = administrator()
    said = watch(page)
    found = [fault for where in list_pages() for fault in look(page, where)]
    assert (found, said) == ([], [])
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.ux(26, 27, 28)
def test_lists_without_anything(administrator: Enter) -> None:
    page = administrator()
    found = [fault for name in LISTS for fault in look(page, f"{name}/?q=no-such-thing")]
    assert found == []


@pytest.mark.ux(2, 3, 26)
@in_every_language
def test_refused_forms(administrator: Enter) -> None:
    page = administrator()
    found = []
    for where in ("records/project/add/", "records/service/add/", "records/member/add/", "auth/user/add/"):
        page.goto(f"/admin/{where}")
        page.locator("button[name=_save]").click()
        expect(page.locator("#problem-summary")).to_be_focused()
        found += [f"{where}: {fault}" for fault in find_faults(page)]
    assert found == []


@pytest.mark.ux(36)
def test_a_filter_is_opened_chosen_and_cleared(administrator: Enter) -> None:
    page = administrator()
    page.goto("/admin/records/submission/")
    page.get_by_text("State: All").click()
    found = find_faults(page)
    page.get_by_role("link", name="Refused").click()
    expect(page.get_by_text("State: Refused")).to_be_visible()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(4)
    assert found == []
