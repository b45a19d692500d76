"""From the inventory's sources to a plan and its tasks, and again once the inventory has changed."""

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from taskbuilder.records.inventory.store import Contents, add_entry, delete_entries
from taskbuilder.records.models import Plan, Project, Source, Submission
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.reuse.test_plans import Hand, add_berths, run_relay
from tests.journeys.walking import say
from tests.web.looking import watch

MOST_ACTIONS, MOST_NEXT = 6, 7


def add_sources(numbers: range) -> None:
    project, person = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    for number in numbers:
        request = {"input": {"type": "url", "data": [{"url": f"rtsp://192.0.2.1/{number}"}]}}
        contents = Contents(name=f"berth {number}", request=request, site="north")  # type: ignore[arg-type]
        add_entry(Source, project=project, contents=contents, by=person, now=timezone.now())


@in_every_language
def test_sources_become_tasks_and_their_changes_too(sign_in: SignIn, language: str) -> None:
    page = sign_in()
    said, hand = watch(page), Hand(page)
    add_berths()
    add_sources(range(1, 6))
    page.goto("/projects/harbour/inventory/?site=north")
    hand.press(say("New plan from all %(count)s", count=5))
    hand.look()
    hand.press("Read sources")
    hand.expect_heading(say("Columns"))
    hand.look()
    hand.press("Create plan")
    hand.expect_heading("Berths")
    hand.look()
    hand.press("Review and apply", "link")
    hand.press("Apply plan")
    run_relay()
    plan = Plan.objects.get()
    assert Submission.objects.filter(plan_rows__plan=plan, state="created").count() == 5
    assert hand.count <= MOST_ACTIONS

    hand.count = 0
    add_sources(range(6, 8))
    delete_entries(
        Source, project=plan.project, keys=Source.objects.filter(name="berth 1").values_list("pk", flat=True)
    )
    page.goto(f"/projects/harbour/plans/{plan.pk}/")
    hand.press("Compare again with the inventory")
    expect(page.locator("main .alert, .alert").first).to_be_visible()
    hand.look()
    counts = {each: plan.rows.filter(change=each).count() for each in ("new", "gone", "unchanged")}
    assert counts == {"new": 2, "gone": 1, "unchanged": 4}
    hand.press("Review and apply", "link")
    hand.tick("deletes")
    hand.press("Apply plan")
    hand.press("Apply plan")
    run_relay()
    found = Submission.objects.filter(plan_rows__plan=plan, state="created").order_by("name")
    assert [each.name for each in found] == [f"berth-{number}" for number in range(2, 8)]
    assert hand.count <= MOST_NEXT
    assert said == []
