"""A task's states in words, and which of several tasks' states matters most."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

GONE, OTHER = "GONE", "OTHER"


class TaskState(models.TextChoices):
    """Those of api.md, the most urgent first; and two of ours.

    `OTHER` is in filters for all that api.md does not name, `GONE` for tasks that the cloud has no longer.
    """

    FAILED = "FAILED", _("Failed")
    CREATE_FAILED = "CREATE_FAILED", _("Creation failed")
    START_FAILED = "START_FAILED", _("Start failed")
    ABNORMAL = "ABNORMAL", _("Abnormal")
    OTHER = OTHER, _("Other")
    FROZEN = "FROZEN", _("Frozen")
    FREEZING = "FREEZING", _("Freezing")
    RECOVERING = "RECOVERING", _("Recovering")
    UPGRADING = "UPGRADING", _("Upgrading")
    STARTING = "STARTING", _("Starting")
    STOPPING = "STOPPING", _("Stopping")
    DELETING = "DELETING", _("Deleting")
    PENDING = "PENDING", _("Pending")
    RUNNING = "RUNNING", _("Running")
    STOPPED = "STOPPED", _("Stopped")
    SUCCEEDED = "SUCCEEDED", _("Succeeded")
    GONE = GONE, _("Not in the cloud")


ORDER = {state: number for number, state in enumerate(TaskState.values)}
MOVING = frozenset({"STARTING", "STOPPING", "DELETING", "RECOVERING", "UPGRADING", "FREEZING"})
"""Soon over."""
LASTING = frozenset({"STOPPED", "SUCCEEDED", "FAILED", "CREATE_FAILED", "START_FAILED", "FROZEN"})
"""Changed by people alone."""
TONES = {
    **dict.fromkeys(("FAILED", "CREATE_FAILED", "START_FAILED", "ABNORMAL"), "danger"),
    **dict.fromkeys(("RUNNING", "SUCCEEDED"), "success"),
    **dict.fromkeys((*MOVING, "PENDING"), "info"),
    **dict.fromkeys(("FROZEN", OTHER), "warning"),
}


def name_state(state: str) -> str:
    """A state in words; one that nobody knows as it came."""
    return str(TaskState(state).label) if state in ORDER else state or str(TaskState.OTHER.label)


def find_tone(state: str) -> str:
    """The tone of Bootstrap's that a state is shown in."""
    return TONES.get(state, "secondary" if state in ORDER else "warning")


def as_known(state: str) -> str:
    """A state as filters have it."""
    return state if state in ORDER else OTHER


def choose_foremost(states: Collection[str]) -> str | None:
    """The state shown for several tasks: the most urgent one. None without tasks."""
    return min(map(as_known, states), key=ORDER.__getitem__, default=None)
