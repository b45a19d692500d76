"""Which changes of tasks people are notified of, through the relay's own steps."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.cloud_tasks.events import find_kind, note_events
from taskbuilder.records.models import (
    ActionBatch,
    CloudTask,
    Delivery,
    Notification,
    ProjectEvent,
    Submission,
    TaskAction,
    TaskChange,
)
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.sentences import find_path, write_sentence
from taskbuilder.records.task_actions.states import ActionKind, ActionState
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_value import as_list
from tests.records.cloud_tasks.conftest import delete_elsewhere, read, run
from tests.records.notifications.receivers import set_up
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def test_the_owner_and_the_webhook_are_told_of_tasks_that_fail_and_vanish(
    cloud: Simulator, clock: Clock
) -> None:
    submission = run()
    set_up(submission.project, "https://hooks.example.net/tasks", "task_abnormal")
    read(submission)
    cloud.fail(cloud.tasks, "ABNORMAL")
    clock.pass_by(60)
    read(submission)
    clock.pass_by(60)
    read(submission)
    gone = submission.tasks.get(position=1).task_id
    delete_elsewhere(submission, gone)
    clock.pass_by(60)
    read(submission)

    ids = list(submission.tasks.order_by("position").values_list("task_id", flat=True))
    assert handle_events(now=timezone.now()) == 2
    found = list(Notification.objects.filter(person=submission.created_by).order_by("event"))
    assert [write_sentence(each, each.person) for each in found] == [
        "A task of “gate” is abnormal.",
        "A task of “gate” is gone from the cloud, but was not deleted from here.",
    ]
    assert [set(each.event.task_ids or ()) for each in found] == [set(ids), {gone}]
    assert {find_path(each.event, each.project).rpartition("#")[2] for each in found} == {"tasks"}
    (delivery,) = Delivery.objects.all()
    assert (delivery.kind, delivery.name) == ("task_abnormal", "gate")
    assert {*map(str, as_list(delivery.body["task_ids"]))} == {*ids}


def test_changes_that_are_news() -> None:
    changes = {
        ("RUNNING", "FAILED"): "task_failed",
        ("", "FAILED"): "task_failed",
        ("FAILED", "CREATE_FAILED"): None,
        ("RUNNING", "STOPPING"): "task_stopped",
        ("STOPPING", "STOPPED"): None,
        ("", "STOPPED"): None,
        ("STOPPED", "GONE"): "task_vanished",
        ("RUNNING", "SUCCEEDED"): None,
        ("ABNORMAL", "RUNNING"): None,
        ("RUNNING", "SOMETHING"): None,
    }
    assert {each: find_kind(TaskChange(before=each[0], after=each[1])) for each in changes} == changes


def test_a_task_that_goes_back_and_forth_is_news_once_an_hour(cloud: Simulator) -> None:
    submission = run(urls=1)
    read(submission)
    now = timezone.now()
    for minutes in (0, 20, 40, 80):
        change = make_change(submission, "RUNNING", "ABNORMAL")
        note_events([change], seen_at=now + timedelta(minutes=minutes))
    assert list_kinds() == ["task_abnormal"] * 2


def test_what_is_read_late_for_the_first_time_is_no_news(cloud: Simulator) -> None:
    submission = run(urls=1)
    read(submission)
    change = make_change(submission, "", "FAILED")
    note_events([change], seen_at=timezone.now() + 25 * HOUR)
    assert list_kinds() == []
    note_events([change], seen_at=timezone.now() + HOUR)
    assert list_kinds() == ["task_failed"]


ACTIONS = {
    "ours": ("STOPPED", ActionKind.STOP, ActionState.DONE, 1, True),
    "ours, under way": ("STOPPED", ActionKind.STOP, ActionState.SENDING, -1, True),
    "ours, but started since": ("STOPPED", ActionKind.STOP, ActionState.DONE, -1, False),
    "refused": ("STOPPED", ActionKind.STOP, ActionState.REFUSED, 1, False),
    "a start": ("STOPPED", ActionKind.START, ActionState.DONE, 1, False),
    "deleted": ("GONE", ActionKind.DELETE, ActionState.DONE, -1, True),
    "not deleted": ("GONE", ActionKind.STOP, ActionState.DONE, 1, False),
}
"""The new state, an action and its state, the hours from the last change to it, whether it is ours."""


def test_what_was_done_from_here_is_no_news(cloud: Simulator) -> None:
    submission = run(urls=1)
    read(submission)
    changed_at = TaskChange.objects.get().seen_at
    for name, (after, kind, state, hours, is_own) in ACTIONS.items():
        ActionBatch.objects.all().delete()
        ProjectEvent.objects.all().delete()
        act(submission, kind, state, at=changed_at + hours * HOUR)
        note_events([make_change(submission, "RUNNING", after)], seen_at=changed_at + 2 * HOUR)
        assert (name, list_kinds() == []) == (name, is_own)


def make_change(submission: Submission, before: str, after: str) -> TaskChange:
    task = CloudTask.objects.select_related("created").get(created__submission=submission)
    return TaskChange(task=task, before=before, after=after)


def list_kinds() -> list[str]:
    return list(
        ProjectEvent.objects.filter(kind__startswith="task").order_by("pk").values_list("kind", flat=True)
    )


def act(submission: Submission, kind: ActionKind, state: ActionState, *, at: datetime) -> None:
    is_sending = state is ActionState.SENDING
    person = User.objects.get(username="operator")
    batch = ActionBatch.objects.create(
        pk=uuid4(), project=submission.project, kind=kind, by=person, asked_at=at
    )
    TaskAction.objects.create(
        batch=batch,
        project=submission.project,
        service=submission.service,
        created=submission.tasks.get(),
        task_id="x",
        kind=kind,
        state=state,
        asked_at=at,
        changed_at=at,
        settled_at=None if is_sending else at,
        lease_until=at if is_sending else None,
        leased_by="relay" if is_sending else "",
    )
