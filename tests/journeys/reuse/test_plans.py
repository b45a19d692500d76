"""A site of 50 cameras from a spreadsheet to its tasks, and the next week's changes."""

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Plan, Project, Submission
from taskbuilder.records.task_templates.store import add_template
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.task_templates.contents import imagine_draft, make_contents
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.records.plans.site import work
from tests.support.samples import make_request
from tests.web.looking import find_faults, watch

HEADER = "Camera\tStream URL\tSite"
MOST_ACTIONS, MOST_NEXT = 6, 9


class Hand:
    """Somebody at the browser, whose clicks and typing are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def look(self) -> None:
        assert find_faults(self.page) == []

    def press(self, words: str, role: str = "button") -> None:
        self.page.locator("main").get_by_role(role, name=say(words), exact=True).last.click()  # type: ignore[arg-type]
        self.count += 1

    def paste(self, words: str, text: str) -> None:
        self.page.get_by_label(say(words)).fill(text)
        self.count += 1

    def tick(self, name: str) -> None:
        self.page.locator(f"input[name={name}]").check()
        self.count += 1

    def expect_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)


def write_table(numbers: range, *, moved: range = range(0)) -> str:
    rows = [
        f"berth-{number}\trtsp://192.0.2.{2 if number in moved else 1}/{number}\tnorth" for number in numbers
    ]
    return "\n".join([HEADER, *rows])


def add_berths() -> None:
    project = Project.objects.get(slug="harbour")
    service = project.services.get(name="Berth occupancy")
    operator = User.objects.get(username="operator")
    request = make_request(service.spec.platform) if service.spec.platform else {}
    answers = DraftAnswers(steps=answers_from_request(request, service.spec))
    state = imagine_draft(project, operator, service, answers, timezone.now())
    asked = [{"pointer": "/name", "question": "", "hint": ""}]
    asked.append({"pointer": "/input/data/0/url", "question": "", "hint": ""})
    contents = make_contents(state, asked)  # type: ignore[arg-type]
    add_template(
        project=project, name="Berths", description="", contents=contents, by=operator, now=timezone.now()
    )


def run_relay() -> None:
    """Several turns of everything that a relay does."""
    for _turn in range(4):
        work()


@in_every_language
def test_50_cameras_and_the_next_weeks_change(sign_in: SignIn, language: str) -> None:
    page = sign_in()
    said, hand = watch(page), Hand(page)
    add_berths()
    page.goto("/projects/harbour/plans/")
    hand.look()
    hand.press("New plan", "link")
    hand.expect_heading(say("New plan"))
    hand.look()
    hand.paste("Or paste rows from a spreadsheet", write_table(range(1, 51)))
    hand.press("Read table")
    hand.expect_heading(say("Columns"))
    hand.look()
    hand.press("Create plan")
    hand.expect_heading("Berths")
    hand.look()
    hand.press("Review and apply", "link")
    hand.expect_heading(say("Review and apply"))
    hand.look()
    hand.press("Apply plan")
    expect(page.locator("progress")).to_be_visible()
    run_relay()
    expect(page.get_by_text(say("%(done)s of %(total)s finished", done=50, total=50)).first).to_be_visible()
    hand.look()
    assert Submission.objects.filter(plan_rows__plan=Plan.objects.get(), state="created").count() == 50
    assert hand.count <= MOST_ACTIONS

    plan, hand.count = Plan.objects.get(), 0
    page.goto(f"/projects/harbour/plans/{plan.pk}/")
    hand.press("Next table", "link")
    hand.look()
    hand.paste("Or paste rows from a spreadsheet", write_table(range(6, 56), moved=range(6, 9)))
    hand.press("Read table")
    hand.expect_heading(say("Columns"))
    hand.press("Take table")
    hand.expect_heading("Berths")
    counts = {each: plan.rows.filter(change=each).count() for each in ("new", "changed", "gone", "unchanged")}
    assert counts == {"new": 5, "changed": 3, "gone": 5, "unchanged": 42}
    hand.look()
    hand.press("Review and apply", "link")
    hand.look()
    hand.tick("replaces")
    hand.tick("deletes")
    hand.press("Apply plan")
    hand.look()
    hand.press("Apply plan")
    run_relay()
    assert Submission.objects.filter(plan_rows__plan=plan, state="created").count() == 50
    assert Submission.objects.filter(name__regex=r"^berth-\d+$", state="created").count() == 58
    hand.look()
    assert hand.count <= MOST_NEXT
    assert said == []


def test_no_page_is_wider_than_a_narrow_window(sign_in: SignIn) -> None:
    page = sign_in()
    add_berths()
    page.goto("/projects/harbour/plans/new/")
    page.get_by_label(say("Or paste rows from a spreadsheet")).fill(
        write_table(range(1, 4)) + "\nberth 4!\tnowhere\tsouth"
    )
    page.get_by_role("button", name=say("Read table")).click()
    page.set_viewport_size({"width": 320, "height": 800})
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Columns"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name=say("Create plan")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berths")
    plan = Plan.objects.get()
    for below in ("", "fix/", "apply/", "columns/", "table/"):
        page.goto(f"/projects/harbour/plans/{plan.pk}/{below}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, below
