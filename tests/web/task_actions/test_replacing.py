"""Replacing a task from its page: the draft knows it, both pages show how far it is, and a person ends it."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Draft, Replacement, Service
from taskbuilder.records.submissions.states import State
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission


def test_a_task_is_replaced(as_operator: Client, make_submission: MakeSubmission, service: Service) -> None:
    old, new = make_submission(1, state=State.CREATED), make_submission(2, state=State.CREATED, name="gate-2")
    read(old, "RUNNING")
    pages = [f"/projects/gate/submissions/{each.pk}/" for each in (old, new)]
    assert 'name="replace"' in as_operator.get(pages[0]).text
    form = {"from": str(old.pk), "step": "review", "replace": "yes"}
    review = as_operator.post("/projects/gate/drafts/new/", form)["Location"]
    assert "This replaces the original" in as_operator.get(review).text
    draft = Draft.objects.get()
    assert (draft.is_replacement, draft.made_from) == (True, old)
    as_operator.post("/projects/gate/drafts/new/", {"from": str(old.pk), "step": "review"})
    assert Draft.objects.filter(is_replacement=True).count() == 1

    now = timezone.now()
    Replacement.objects.create(new=new, old=old, by=new.created_by, asked_at=now, due_at=now)
    for page, words in zip(pages, ('Replaced by <a href="', 'Replaces <a href="'), strict=True):
        shown = as_operator.get(page).text
        assert words in shown
        assert "Waiting for the new task to run" in shown
        assert 'hx-trigger="every 5' in shown
    assert as_operator.post(f"{pages[1]}replacement/end/")["Location"] == pages[1]
    shown = as_operator.get(pages[1]).text
    for words in ("The old task will not be deleted.", "Old task not deleted", "Somebody chose"):
        assert words in shown
    assert "replacement/end/" not in shown
    assert "Too late" in as_operator.post(f"{pages[1]}replacement/end/", follow=True).text
    row = Replacement.objects.get()
    assert (row.state, row.due_at, (row.settled_at or now) - now < timedelta(hours=1)) == ("kept", None, True)
