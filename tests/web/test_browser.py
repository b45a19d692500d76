"""Pages in a real browser: nothing for axe to find, and what scripts add."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from taskbuilder.records.models import CreatedTask, Draft, Submission
from taskbuilder.records.submissions.states import State
from tests.web.conftest import NOW, PASSWORD, MakeSubmission
from tests.web.looking import find_faults, watch

SUBMISSION = "/projects/gate/submissions/00000000-0000-0000-0000-00000000000{}/"
SignIn = Callable[..., BrowserContext]


@pytest.fixture
def sign_in(browser: Browser, base_url: str) -> Iterator[SignIn]:
    """Opens a context in which a person has signed in by the form."""
    contexts: list[BrowserContext] = []

    def enter(person: User, *, scripts: bool = True) -> BrowserContext:
        context = browser.new_context(base_url=base_url, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        page.get_by_label("User name").fill(person.username)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/projects/")
        page.close()
        return context

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def full(make_submission: MakeSubmission, operator: User) -> User:
    """The operator of a project with a draft and a submission in each state, one of a long name."""
    for number, state in enumerate(State, start=1):
        submission = make_submission(number, state=state, name="long_name-" * 10 if number == 1 else "gate")
    Draft.objects.create(
        project=submission.project, owner=operator, title="night", created_at=NOW, updated_at=NOW
    )
    return operator


def test_full_pages(full: User, sign_in: SignIn) -> None:
    page = sign_in(full).new_page()
    said = watch(page)
    paths = ["/projects/", "/projects/gate/", "/projects/gate/submissions/", "/rules/", "/v1/"]
    paths += ["/projects/gate/unknown/", "/projects/gate/tokens/", "/projects/gate/drafts/"]
    paths += ["/rules/?q=node_id&severity=error", "/rules/?q=no+such+words"]
    faults = {}
    for path in [*paths, *(SUBMISSION.format(number) for number, _ in enumerate(State, start=1))]:
        page.goto(path)
        faults[path] = find_faults(page)

    assert {path: found for path, found in faults.items() if found} == {}
    assert said == []


def test_empty_pages(operator: User, stranger: User, sign_in: SignIn) -> None:
    page = sign_in(operator).new_page()
    faults = []
    paths = ["/projects/gate/", "/projects/gate/submissions/", "/projects/gate/submissions/?q=z"]
    for path in [*paths, *(f"/projects/gate/{name}/" for name in ("unknown", "tokens", "found-tasks"))]:
        page.goto(path)
        faults += find_faults(page)
    page = sign_in(stranger).new_page()
    page.goto("/projects/")

    assert faults + find_faults(page) == []


def test_error_pages(page: Page) -> None:
    page.goto("/elsewhere/")

    assert find_faults(page) == []


def test_a_refused_sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    untouched = find_faults(page)
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator("#problem-summary")).to_be_focused()
    assert untouched + find_faults(page) == []
    page.get_by_role("link", name="Enter your password.").click()
    expect(page.locator("#id_password")).to_be_focused()


@pytest.mark.ux(22)
def test_a_typed_password_can_be_seen(page: Page) -> None:
    page.goto("/sign-in/")
    control, button = page.locator("#id_password"), page.get_by_role("button", name="Show")
    kinds = []
    for _ in range(2):
        button.click()
        kinds.append((control.get_attribute("type"), button.get_attribute("aria-pressed")))

    assert kinds == [("text", "true"), ("password", "false")]


@pytest.mark.ux(25)
def test_the_result_follows_until_it_has_ended(
    operator: User, make_submission: MakeSubmission, sign_in: SignIn
) -> None:
    submission = make_submission()
    Submission.objects.update(created_at=timezone.now())
    page = sign_in(operator).new_page()
    page.goto(SUBMISSION.format(1))
    expect(page.locator("#progress .state")).to_have_text("Queued")
    asked = page.locator("#progress").get_attribute("hx-trigger")
    Submission.objects.filter(pk=submission.pk).update(
        state=State.UNKNOWN, due_at=None, settled_at=timezone.now()
    )

    expect(page.locator("#progress .state")).to_have_text("Unknown")
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^Unknown\. The request was sent"))
    assert (asked or "")[:8] == "every 0."  # how many tenths depends on how fast this machine is
    assert page.locator("#progress").get_attribute("hx-trigger") is None


@pytest.mark.ux(25)
def test_an_id_is_copied(operator: User, make_submission: MakeSubmission, sign_in: SignIn) -> None:
    make_submission(state=State.CREATED)
    context = sign_in(operator)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(SUBMISSION.format(1))
    page.get_by_role("button", name="Copy ID 1").click()

    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "c0ffee" * 5 + "00"


@pytest.mark.ux(36)
def test_all_ids_are_copied_together(
    operator: User, make_submission: MakeSubmission, sign_in: SignIn
) -> None:
    submission = make_submission(state=State.CREATED)
    CreatedTask.objects.create(submission=submission, position=9, task_id="second")
    context = sign_in(operator)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(SUBMISSION.format(1))
    page.get_by_role("button", name="Copy all IDs").click()

    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "c0ffee" * 5 + "00\nsecond"


def test_without_scripts_nothing_is_missing(
    operator: User, make_submission: MakeSubmission, sign_in: SignIn
) -> None:
    make_submission(1)
    make_submission(2, state=State.CREATED)
    page = sign_in(operator, scripts=False).new_page()
    page.goto(SUBMISSION.format(1))
    refresh = page.get_by_role("link", name="Refresh")
    address = refresh.get_attribute("href")
    refresh.click()
    page.goto(SUBMISSION.format(2))

    assert address == SUBMISSION.format(1)
    status = page.get_by_role("region", name="Status")
    expect(status.get_by_text("c0ffee" * 5 + "00")).to_be_visible()
    expect(page.get_by_role("button", name="Copy ID 1")).to_have_count(0)


def test_the_first_stop_of_the_keyboard_skips_the_header(page: Page) -> None:
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("#id_username")).to_be_focused()
