"""A template with two questions, from a submission to another task."""

import pytest
from playwright.sync_api import expect

from taskbuilder.records.models import Draft, Template
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.web.looking import find_faults, watch

QUESTION, HINT = "Which mast?", "Its number on the plan."


@in_every_language
@pytest.mark.parametrize("scripts", [True, False])
def test_two_questions_are_asked_and_a_task_is_created(sign_in: SignIn, language: str, scripts: bool) -> None:
    page = sign_in(scripts=scripts)
    said = watch(page) if scripts else []
    page.goto("/projects/harbour/submissions/")
    page.get_by_role("link", name="berth-9-trial").click()
    page.get_by_role("link", name=say("Save as template")).click()
    page.get_by_label(say("Name"), exact=True).fill("Berth")
    boxes = page.locator("main").get_by_role("checkbox")
    for label in (f"{say('Details')} › {say('Task name')}", f"{say('Input')} › {say('Inputs')}"):
        page.get_by_role("checkbox", name=label, exact=True).check()
    assert boxes.count() > 5
    page.locator("main details summary").first.click()
    own = page.locator("main details").first.locator("input")
    own.nth(0).fill(QUESTION)
    own.nth(1).fill(HINT)
    assert not scripts or find_faults(page) == []
    page.get_by_role("button", name=say("Save template")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berth")
    assert not scripts or find_faults(page) == []

    page.goto("/projects/harbour/templates/")
    assert not scripts or find_faults(page) == []
    page.get_by_role("button", name=say("Use template")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Questions"))
    assert not scripts or find_faults(page) == []
    page.get_by_label(QUESTION).fill("mast 10")
    page.locator("#id_q2-r1-id").fill("mast-10")
    page.locator(".action-bar").get_by_role("button", name=say("Continue")).click()
    expect(page.locator("#problem-summary a")).to_have_count(1)
    page.get_by_label(QUESTION).fill("mast-10")
    page.locator(".action-bar").get_by_role("button", name=say("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Review"))
    page.get_by_role("button", name=say("Create task")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("mast-10")
    expect(page.get_by_text(say("Made from the template “%(name)s”", name="Berth"))).to_be_visible()
    assert (Draft.objects.count(), Template.objects.get().use_count, said) == (0, 1, [])


def test_what_is_typed_is_saved_and_judged_as_on_a_step(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/projects/harbour/submissions/")
    page.get_by_role("link", name="berth-9-trial").click()
    page.get_by_role("link", name="Save as template").click()
    page.get_by_role("checkbox", name="Details › Task name", exact=True).check()
    page.get_by_role("button", name="Save template").click()
    page.get_by_role("button", name="Use template").click()
    page.locator("#id_q1").fill("no blanks")
    page.keyboard.press("Tab")
    expect(page.locator("#id_q1_error")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    page.locator("#id_q1").fill("berth-10")
    page.keyboard.press("Tab")
    expect(page.locator("#id_q1_error")).to_have_count(0)
    page.reload()
    expect(page.locator("#id_q1")).to_have_value("berth-10")
