"""Replacing a task from its page: the draft knows it, both pages show how far it is, and a person ends it."""

from dataclasses import replace
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import CloudTask, Draft, Replacement, ReplacementState, Service, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_actions.replacing import end
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission


def test_a_task_is_replaced(as_operator: Client, make_submission: MakeSubmission, service: Service) -> None:
    old, new = make_submission(1, state=State.CREATED), make_submission(2, state=State.CREATED, name="gate-2")
    read(old, "RUNNING")
    pages = [f"/projects/gate/submissions/{each.pk}/" for each in (old, new)]
    assert 'name="replace"' in as_operator.get(pages[0]).text
    form = {"from": str(old.pk), "step": "review", "replace": "yes"}
    review = as_operator.post("/projects/gate/drafts/new/", form)["Location"]
    named = f'id="replaces">Replaces: <a href="{pages[0]}">gate-1</a>'
    for step in ("service", "details", "input", "output", "schedule", "review", "json"):
        assert named in as_operator.get(review.replace("/review/", f"/{step}/")).text, step
    draft = Draft.objects.get()
    assert (draft.is_replacement, draft.made_from) == (True, old)
    as_operator.post("/projects/gate/drafts/new/", {"from": str(old.pk), "step": "review"})
    assert Draft.objects.filter(is_replacement=True).count() == 1

    now = timezone.now()
    Replacement.objects.create(new=new, old=old, by=new.created_by, asked_at=now, due_at=now)
    for page, words in zip(pages, ('To be replaced by <a href="', 'Replaces <a href="'), strict=True):
        shown = as_operator.get(page).text
        assert words in shown
        assert "Waiting for the new task to run" in shown
        assert 'hx-trigger="every 5' in shown
    assert as_operator.post(f"{pages[1]}replacement/end/")["Location"] == pages[1]
    shown = as_operator.get(pages[1]).text
    for words in ("The old task will not be deleted.", "Old task not deleted", "Somebody chose"):
        assert words in shown
    assert "replacement/end/" not in shown
    assert "Does not replace <a" in shown
    assert "Not replaced by <a" in as_operator.get(pages[0]).text
    assert "Too late" in as_operator.post(f"{pages[1]}replacement/end/", follow=True).text
    row = Replacement.objects.get()
    assert (row.state, row.due_at, (row.settled_at or now) - now < timedelta(hours=1)) == ("kept", None, True)


def test_a_draft_that_changes_nothing(as_operator: Client, make_submission: MakeSubmission) -> None:
    """The review warns of it, and no longer once anything but the name is another."""
    old = make_submission(1, state=State.CREATED)
    form = {"from": str(old.pk), "step": "review", "replace": "yes"}
    review = as_operator.post("/projects/gate/drafts/new/", form)["Location"]
    warning = "Nothing differs from the old task"
    assert warning in as_operator.get(review).text
    draft = Draft.objects.get()
    answers = DraftAnswers.from_stored(draft.answers)
    steps = answers_from_request(old.request | {"name": "gate-2", "description": "Who goes out"})
    Draft.objects.update(answers=replace(answers, steps=steps).to_stored())
    assert warning not in as_operator.get(review).text
    similar = {"from": str(old.pk), "step": "review"}
    shown = as_operator.post("/projects/gate/drafts/new/", similar, follow=True).text
    assert (warning in shown, 'id="replaces"' in shown) == (False, False)


def test_the_list_agrees_with_the_page(as_operator: Client, make_submission: MakeSubmission) -> None:
    """Its tasks are not merely gone."""
    old, new = make_submission(1, state=State.CREATED), make_submission(2, state=State.CREATED, name="gate-2")
    now = timezone.now()
    row = Replacement.objects.create(new=new, old=old, by=new.created_by, asked_at=now, due_at=now)
    end(row, ReplacementState.DONE, "", now=now)
    read(old, "DELETING")
    CloudTask.objects.update(missing_since=now)
    Submission.objects.filter(pk=old.pk).update(task_state="GONE")
    page = as_operator.get(f"/projects/gate/submissions/{old.pk}/").text
    assert f'Replaced by <a href="/projects/gate/submissions/{new.pk}/">gate-2</a>' in page
    assert "because another task runs in its place" in page
    listed = as_operator.get("/projects/gate/submissions/").text
    assert (listed.count("<span>Replaced</span>"), listed.count("Not in the cloud</span>")) == (1, 0)
