"""What pages say of an action on tasks, in the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.taskspec.messages import gettext_noop as _

QUESTIONS: dict[ActionKind, Callable[[int], str]] = {
    ActionKind.START: lambda count: ngettext("Start %(counter)s task?", "Start %(counter)s tasks?", count),
    ActionKind.STOP: lambda count: ngettext("Stop %(counter)s task?", "Stop %(counter)s tasks?", count),
    ActionKind.DELETE: lambda count: ngettext("Delete %(counter)s task?", "Delete %(counter)s tasks?", count),
}
BUTTONS: dict[ActionKind, Callable[[int], str]] = {
    ActionKind.START: lambda count: ngettext("Start %(counter)s task", "Start %(counter)s tasks", count),
    ActionKind.STOP: lambda count: ngettext("Stop %(counter)s task", "Stop %(counter)s tasks", count),
    ActionKind.DELETE: lambda count: ngettext("Delete %(counter)s task", "Delete %(counter)s tasks", count),
}
EFFECTS: dict[ActionKind, Callable[[int], str]] = {
    ActionKind.START: lambda count: ngettext(
        "The cloud starts the task. With a schedule it runs at its times.",
        "The cloud starts the tasks. Those with a schedule run at their times.",
        count,
    ),
    ActionKind.STOP: lambda count: ngettext(
        "The task does not run until somebody starts it again.",
        "The tasks do not run until somebody starts them again.",
        count,
    ),
    ActionKind.DELETE: lambda count: ngettext(
        "The task stops running and is deleted in the cloud. This cannot be undone. The submission stays in "
        "the history.",
        "The tasks stop running and are deleted in the cloud. This cannot be undone. The submissions stay in "
        "the history.",
        count,
    ),
}
NONE_FIT = {
    ActionKind.START: _("No task to start"),
    ActionKind.STOP: _("No task to stop"),
    ActionKind.DELETE: _("No task to delete"),
}


def write_question(kind: ActionKind, count: int) -> str:
    return QUESTIONS[kind](count) % {"counter": count} if count else gettext(NONE_FIT[kind])


def write_button(kind: ActionKind, count: int) -> str:
    """What the button says, and what the batch is called afterwards."""
    return BUTTONS[kind](count) % {"counter": count}


def write_effect(kind: ActionKind, count: int) -> str:
    return EFFECTS[kind](count)
