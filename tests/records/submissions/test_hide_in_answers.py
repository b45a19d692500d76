"""Stored answers that repeat a secret in a spelling that was learnt later hide it after the migration."""

import base64
import logging
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from taskbuilder.records.models import Attempt, CreatedTask, Decision, Result, Submission
from taskbuilder.records.submissions.hide_in_answers import StoredAnswer, hide_in_answers, hide_in_one
from taskbuilder.taskspec.secrets.split import MASK
from tests.records.conftest import NOW
from tests.records.submissions.test_hide_anew import read_clear

MIGRATION = import_module("taskbuilder.records.migrations.0014_hide_answers")
SECRET = "canary-token"
SPELLED = {
    "plain": SECRET,
    "base64": base64.b64encode(f"u:{SECRET}".encode()).decode().rstrip("="),
    "hex": SECRET.encode().hex(),
    "the account's": "cloud-password",
}
OTHER_KEY = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
TABLES = ("submission", "attempt", "createdtask", "decision")


def tell(submission: Submission, said: str) -> None:
    """Stores an answer that says so, in every place that holds one."""
    submission.outcome = {
        "reason": "refused",
        "message": f"Bad {said}.",
        "code": said,
        "request_id": "0" * 32,
        "members": {"error": {said: [said, 7]}},
    }
    submission.save()
    Attempt.objects.create(
        submission=submission,
        number=1,
        started_at=NOW,
        ended_at=NOW,
        worker="w",
        result=Result.REFUSED,
        code=said[:100],
        message=f"Bad {said}.",
        request_id=said,
    )
    CreatedTask.objects.create(submission=submission, position=0, task_id=said)
    match = {"id": said, "name": f"gate {said}", "state": "RUNNING", "created_at": "", "likeness": "exact"}
    Decision.objects.create(
        submission=submission,
        verdict="found",
        at=NOW,
        attempt_count=1,
        note=f"It said {said}",
        matches=[{**match, "is_taken": False}],
        task_ids=[said],
    )


def read_all() -> str:
    return "".join(read_clear(f"records_{table}") for table in TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", SPELLED)
def test_it_is_hidden_wherever_it_was_repeated(submission: Submission, spelling: str) -> None:
    said = SPELLED[spelling]
    tell(submission, said)
    assert said in read_all()
    for _run in range(2):
        MIGRATION.hide(apps, None)
        assert said not in read_all()
    found = Submission.objects.get(pk=submission.pk)
    shown = said.replace(said, MASK) if spelling != "base64" else found.outcome["code"]
    assert found.outcome == {
        "reason": "refused",
        "message": f"Bad {shown}.",
        "code": shown,
        "request_id": "0" * 32,
        "members": {"error": {shown: [shown, 7]}},
    }
    decision = Decision.objects.get()
    assert (decision.note, decision.task_ids) == (f"It said {shown}", [shown])
    assert decision.matches[0]["is_taken"] is False
    assert hide_in_answers(apps) == (0, 0)


@pytest.mark.django_db
def test_other_answers_stay_as_they_are(submission: Submission) -> None:
    tell(submission, "The stream &lt;a&gt; is %2F busy")
    before = read_all()
    assert hide_in_answers(apps) == (0, 0)
    assert read_all() == before


@pytest.mark.django_db
def test_rows_whose_key_is_lost_are_left_and_counted(
    submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    tell(submission, SECRET)
    Submission.objects.filter(pk=submission.pk).update(request={**submission.request, "config": {"pin": "7"}})
    before = read_all()
    with override_settings(ENCRYPTION_KEYS=[OTHER_KEY]), caplog.at_level(logging.WARNING):
        MIGRATION.hide(apps, None)
    assert read_all() == before
    assert caplog.messages[-1] == MIGRATION.UNREADABLE % (1, 1)
    MIGRATION.hide(apps, None)
    assert SECRET not in read_all()


@pytest.mark.django_db
def test_what_gets_longer_by_hiding_still_fits(submission: Submission) -> None:
    submission.secrets = {"/output/webhook/headers/X-Key": "pin7"}
    tell(submission, "pin7")
    Attempt.objects.update(code="pin7" * 25)
    assert hide_in_answers(apps) == (1, 0)
    code = Attempt.objects.get().code
    assert ("pin7" in code, len(code)) == (False, 100)


@pytest.mark.django_db
def test_an_outcome_that_a_sender_wrote_meanwhile_stays(submission: Submission) -> None:
    tell(submission, SECRET)
    (read,) = Submission.objects.select_related("project")
    Submission.objects.update(attempt_count=submission.attempt_count + 1, outcome={"reason": "created"})
    assert hide_in_one(read, [StoredAnswer(read, "outcome")]) is False
    assert Submission.objects.get().outcome == {"reason": "created"}


@pytest.mark.django_db(transaction=True)
def test_it_runs_as_a_migration(submission: Submission) -> None:
    """On the models as they were then."""
    tell(submission, SECRET)
    try:
        call_command("migrate", "records", "0013", verbosity=0)
        call_command("migrate", "records", verbosity=0)
    finally:
        connection.close()
    assert SECRET not in read_all()
