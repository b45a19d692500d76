"""Cancelling a submission: who may, while it waits, and what its page then says."""

import re

import pytest
from django.test import Client

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import CANCELLABLE, State
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
CANCEL = f"{PATH}cancel/"
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("state", State)
def test_it_is_offered_while_it_waits(
    as_operator: Client, make_submission: MakeSubmission, state: State
) -> None:
    make_submission(state=state)
    part = as_operator.get(PATH, headers=HTMX).text
    offered = re.findall(r'action="(.*?)".*?<button class="(.*?)" id="cancel">', part, re.DOTALL)
    assert offered == [(CANCEL, "btn btn-outline-danger")] * (state in CANCELLABLE)


def test_an_operator_cancels(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.WAITING)
    Submission.objects.update(outcome={"reason": "not_sent", "message": "The host refused."})
    answer = as_operator.post(CANCEL)
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    page = as_operator.get(PATH).text
    assert "Cancelled. It will not be sent." in page
    assert re.findall(r'<p class="fs-6 fw-medium">(.*?)</p>', page) == [
        "The request was cancelled before it was sent."
    ]
    assert re.findall(r"<strong>(.*?)</strong>", page)[-1] == "Cancelled"
    assert ("The host refused." in page, "hx-trigger" in page) == (False, False)


@pytest.mark.parametrize("state", [state for state in State if state not in CANCELLABLE])
def test_too_late_is_said(as_operator: Client, make_submission: MakeSubmission, state: State) -> None:
    make_submission(state=state)
    assert as_operator.post(CANCEL).status_code == 303
    assert "Not cancelled: it is already being sent or has finished." in as_operator.get(PATH).text
    assert Submission.objects.get().state == state


def test_a_viewer_cancels_nothing(as_viewer: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    assert CANCEL not in as_viewer.get(PATH).text
    assert as_viewer.post(CANCEL).status_code == 403
    assert Submission.objects.get().state == State.QUEUED


def test_signing_in_leads_back_to_the_submission(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    make_submission()
    answer = as_operator.get(CANCEL)
    assert (answer.status_code, answer["Location"], Submission.objects.get().state) == (302, PATH, "queued")
