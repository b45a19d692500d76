"""What can be asked of a task, the states of an action, and what a look at the task says of it."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taskbuilder.taskspec.platforms import Platform


class ActionKind(models.TextChoices):
    START = "start", pgettext_lazy("action on a task", "Start")
    STOP = "stop", _("Stop")
    DELETE = "delete", _("Delete")


class ActionState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    CHECKING = "checking", _("Unknown, being checked")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    GIVEN_UP = "given_up", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")

    @property
    def icon(self) -> str:
        """The name of its icon: that of a submission in the same state."""
        return {"done": "created", "checking": "unknown"}.get(self.value, self.value.replace("_", "-"))


WAITING = (ActionState.QUEUED, ActionState.CHECKING)
OPEN = (*WAITING, ActionState.SENDING)
ENDED = tuple(state for state in ActionState if state not in OPEN)


class Finding(models.TextChoices):
    """Why an action is where it is, beside what the cloud said."""

    NONE = "", ""
    ACCEPTED = "accepted", _("The cloud accepted it.")
    GONE = "gone", _("The task is no longer in the cloud.")
    CONFIRMED = "confirmed", _("The response was lost, but the task shows that it was done.")
    AT_REST = "at_rest", _("The task no longer runs: its state says so.")
    BEING_DELETED = "being_deleted", _("The task is being deleted.")
    NOT_DONE = "not_done", _("The task shows that it was not done, so it is sent again.")
    LOST = "lost", _("It is not known whether the cloud did it. The task is checked before it is sent again.")
    UNREADABLE = "unreadable", _("The project's credentials cannot be read. It is tried again.")
    UNREACHABLE = "unreachable", _("The cloud did not take it within a day. Nothing was changed.")
    UNCERTAIN = "uncertain", _("It could not be checked within a day. Check the task's state.")
    BY_PERSON = "by_person", _("Cancelled before it was sent.")
    LOOKING = "looking", _("Waiting until the new task is seen to run.")
    UNSAFE = "unsafe", _("Not deleted, because the new task does not run.")


STARTED = frozenset({"PENDING", "STARTING", "RUNNING", "RECOVERING"})
STOPPED = frozenset({"STOPPING", "STOPPED"})
AT_REST = frozenset({"SUCCEEDED", "FAILED", "CREATE_FAILED", "START_FAILED", "FROZEN"})
RUNNING = frozenset({"RUNNING", "SUCCEEDED"})
FAILING = frozenset({"FAILED", "CREATE_FAILED", "START_FAILED", "ABNORMAL", "GONE"})
MOVING_TO = {ActionKind.START: "STARTING", ActionKind.STOP: "STOPPING", ActionKind.DELETE: "DELETING"}
"""The state that a task has as soon as the cloud has accepted an action."""

NOTHING_TO_CHANGE = {
    ActionKind.START: STARTED | {"DELETING", "GONE"},
    ActionKind.STOP: STOPPED | AT_REST | {"DELETING", "GONE"},
    ActionKind.DELETE: frozenset({"DELETING", "GONE"}),
}
"""The states in which an action has no effect."""


def list_offered(states: Collection[str], platforms: Collection[str]) -> list[ActionKind]:
    """What pages offer for tasks that were seen in these states: what has an effect on at least one.

    Tasks that were not read yet may be in any state. On ModelArts Edge tasks can only be deleted.
    """
    return [
        kind
        for kind in ActionKind
        if not states or any(state not in NOTHING_TO_CHANGE[kind] for state in states)
        if kind is ActionKind.DELETE or Platform.IEF in platforms
    ]


def judge(kind: ActionKind, task_state: str | None) -> tuple[ActionState, Finding]:
    """What a task's state says of an action whose answer is unknown; None where the task is gone.

    QUEUED: it was not done, and is sent again.
    """
    if task_state is None:
        return judge_gone(kind)
    if task_state == "DELETING":
        is_wanted = kind is ActionKind.DELETE
        return (
            (ActionState.DONE, Finding.CONFIRMED)
            if is_wanted
            else (ActionState.REFUSED, Finding.BEING_DELETED)
        )
    wanted = {ActionKind.START: STARTED, ActionKind.STOP: STOPPED}.get(kind, frozenset())
    if task_state in wanted:
        return ActionState.DONE, Finding.CONFIRMED
    if kind is ActionKind.STOP and task_state in AT_REST:
        return ActionState.DONE, Finding.AT_REST
    return ActionState.QUEUED, Finding.NOT_DONE


def judge_gone(kind: ActionKind) -> tuple[ActionState, Finding]:
    """A task that does not exist is deleted, and can be neither started nor stopped."""
    return (ActionState.DONE if kind is ActionKind.DELETE else ActionState.REFUSED), Finding.GONE
