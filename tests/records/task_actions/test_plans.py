"""What relays ask twice a second, and each call, reads no table whole, however many actions there were."""

from datetime import timedelta

import pytest

from taskbuilder.records.models import (
    ActionAttempt,
    ActionBatch,
    CreatedTask,
    Replacement,
    Submission,
    TaskAction,
)
from taskbuilder.records.task_actions.asking import cancel_queued, find_busy, list_queued, load_tasks
from taskbuilder.records.task_actions.claims import claim_due, sweep_expired
from taskbuilder.records.task_actions.replacing import advance_due
from taskbuilder.records.task_actions.states import ENDED
from tests.records.conftest import NOW
from tests.support.plans import know_sizes, list_long_reads, noted

ROWS = 5_000
FEW = {"queued": 5, "checking": 5, "sending": 5}


@pytest.fixture
def actions(submission: Submission) -> None:
    """So many that are done, and a few that are not."""
    Submission.objects.update(state="created", due_at=None, settled_at=NOW)
    batch = ActionBatch.objects.create(
        project=submission.project, kind="stop", by=submission.created_by, asked_at=NOW
    )
    states = [state for state, count in FEW.items() for _number in range(count)]
    states += ["done"] * (ROWS - len(states))
    created = CreatedTask.objects.bulk_create(
        CreatedTask(submission=submission, position=number, task_id=f"{number:032x}")
        for number in range(ROWS)
    )
    TaskAction.objects.bulk_create(
        TaskAction(
            batch=batch,
            project=submission.project,
            service=submission.service,
            created=task,
            task_id=task.task_id,
            kind="stop",
            state=state,
            must_check=state == "checking",
            due_at=NOW if state in ("queued", "checking") else None,
            lease_until=NOW if state == "sending" else None,
            leased_by="w" if state == "sending" else "",
            asked_at=NOW - timedelta(days=1),
            changed_at=NOW,
            settled_at=NOW if state in ENDED else None,
        )
        for state, task in zip(states, created, strict=True)
    )
    ActionAttempt.objects.bulk_create(
        ActionAttempt(action=each, number=1, started_at=NOW, ended_at=NOW, worker="w", result="accepted")
        for each in TaskAction.objects.filter(state="done")
    )
    Replacement.objects.create(
        new=submission, old=submission, by=submission.created_by, asked_at=NOW, state="done", settled_at=NOW
    )
    know_sizes()


@pytest.mark.usefixtures("actions")
def test_looking_for_what_is_due_and_for_what_a_dead_sender_left(submission: Submission) -> None:
    with noted() as statements:
        assert sweep_expired(now=NOW) == FEW["sending"]
        assert len(claim_due(worker="w", limit=8, now=NOW)) == 8
        assert (sweep_expired(now=NOW), advance_due(now=NOW)) == (0, 0)
        assert list_queued(submission.project).count() + cancel_queued(submission.project, now=NOW) > 0
    assert list_long_reads(statements) == []


@pytest.mark.usefixtures("actions")
def test_looking_for_what_is_under_way(submission: Submission) -> None:
    tasks = list(load_tasks(submission.project, CreatedTask.objects.filter(submission=submission)))[:100]
    with noted() as statements:
        busy = find_busy(tasks)
    assert busy == {(submission.service_id, task.task_id) for task in tasks[: sum(FEW.values())]}
    assert (len(statements), list_long_reads(statements)) == (1, [])
