"""Tasks that run in a cloud with a clock of its own, and people who act on them."""

from contextlib import closing
from datetime import timedelta
from threading import Event

from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.models import CreatedTask, Submission, TaskAction
from taskbuilder.records.task_actions.actor import Actor
from taskbuilder.records.task_actions.asking import Asked, ask, load_tasks
from taskbuilder.records.task_actions.replacing import advance_due
from taskbuilder.records.task_actions.states import OPEN, ActionKind
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.resolution.conftest import create, send
from tests.support.clock import Clock

__all__ = ["clock", "cloud"]


def run(clock: Clock, *, urls: int = 1, name: str = "gate", platform: str = "ief") -> Submission:
    """A submission whose tasks run, as we have read it."""
    addresses = [f"rtsp://192.0.2.1/{number}" for number in range(urls)]
    submission = send(create(name, urls=addresses, platform=platform))
    assert submission.state == "created"
    clock.pass_by(60)
    sync([submission.service])
    return submission


def tasks_of(submission: Submission) -> list[CreatedTask]:
    return list(load_tasks(submission.project, CreatedTask.objects.filter(submission=submission)))


def ask_for(kind: ActionKind, submission: Submission) -> Asked:
    by = User.objects.get(username="operator")
    return ask(kind, tasks_of(submission), project=submission.project, by=by, now=timezone.now())


def take_turns(*, minutes: float = 0) -> int:
    """What a relay does so much later; answers how many calls that took."""
    later = timedelta(minutes=minutes)
    advance_due(now=timezone.now() + later)
    with closing(open_session(threads=8)) as session:
        actor = Actor(session=session, worker="w", clock=lambda: timezone.now() + later)
        return actor.take_turn(Event())


def finish() -> list[TaskAction]:
    """Turns, each a while after the other, until nothing is left to do; answers every action."""
    for turn in range(60):
        take_turns(minutes=10 * turn)
        if not TaskAction.objects.filter(state__in=OPEN).exists():
            break
    return list(TaskAction.objects.order_by("pk"))


def in_cloud(cloud: Simulator, submission: Submission) -> list[str]:
    """The states of its tasks."""
    ids = {task.task_id for task in tasks_of(submission)}
    return [task["state"] for task in cloud.tasks if task["id"] in ids]
