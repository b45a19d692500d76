"""All that is queued: named first, counted, and cancelled, but nothing that was queued after that."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Decision, Service, Submission, TaskAction
from taskbuilder.records.submissions.states import State
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission, make_actions

LIST, PATH = "/projects/gate/actions/", "/projects/gate/actions/cancel/"


@pytest.fixture
def created(make_submission: MakeSubmission, service: Service) -> Submission:
    """With tasks that run."""
    Service.objects.update(platform="ief")
    made = make_submission(state=State.CREATED)
    read(made, *["RUNNING"] * 12)
    return made


def until_of(page: str) -> str:
    (until,) = re.findall(r'name="until" value="(.*?)"', page)
    return str(until)


def test_submissions_and_actions_are_named_and_cancelled(
    as_operator: Client, created: Submission, make_submission: MakeSubmission
) -> None:
    make_actions(created.tasks.order_by("position")[0], batch_id=UUID(int=9))
    make_submission(2, name="soon", state=State.QUEUED)
    make_submission(3, name="late", state=State.WAITING)
    make_submission(4, name="away", state=State.SENDING)
    assert " ".join(as_operator.get(LIST).text.split()).count("Cancel all that is queued (3)") == 1
    page = as_operator.get(PATH).text
    listed = page.partition("<main")[2].partition("<form")[0]
    assert "Cancel 3 queued requests?" in page
    assert re.findall(r">(\w[\w-]*)</a>\s*<span[^>]*>Submission", listed) == ["soon", "late"]
    assert re.findall(r"<code[^>]*>.*?</code>\s*<span[^>]*>(\w+)</span>", listed) == ["Stop"]
    until = until_of(page)
    make_submission(5, name="new", state=State.QUEUED)
    Submission.objects.filter(name="new").update(created_at=timezone.now() + timedelta(seconds=1))
    answer = as_operator.post(PATH, {"until": until})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    states = dict(Submission.objects.values_list("name", "state"))
    assert states == {
        created.name: "created",
        "soon": "cancelled",
        "late": "cancelled",
        "away": "sending",
        "new": "queued",
    }
    assert Decision.objects.filter(verdict="cancelled", by__username="operator").count() == 2
    assert [*TaskAction.objects.values_list("state", flat=True)] == ["cancelled"]
    page = as_operator.get(LIST).text
    assert ("2 submissions were cancelled." in page, "1 action was cancelled." in page) == (True, True)


def test_above_ten_the_number_is_typed(as_operator: Client, created: Submission) -> None:
    make_actions(*created.tasks.all(), batch_id=UUID(int=9))
    until = until_of(as_operator.get(PATH).text)
    refused = as_operator.post(PATH, {"until": until, "typed_count": "11"})
    assert (refused.status_code, "To confirm, type 12." in refused.text) == (422, True)
    assert until_of(refused.text) == until
    assert set(TaskAction.objects.values_list("state", flat=True)) == {"queued"}
    assert as_operator.post(PATH, {"until": until, "typed_count": "12"}).status_code == 303
    assert set(TaskAction.objects.values_list("state", flat=True)) == {"cancelled"}
    assert "Nothing was cancelled" in as_operator.post(PATH, {"until": until}, follow=True).text


@pytest.mark.parametrize("until", ["", "x", "9999-01-01T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_times_that_make_no_sense(as_operator: Client, make_submission: MakeSubmission, until: str) -> None:
    make_submission(2, state=State.QUEUED)
    as_operator.post(PATH, {"until": until})
    assert [*Submission.objects.values_list("state", flat=True)] == ["cancelled"]
