"""What a plan would do with a row, and how far a run and each of its steps have come."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Change(models.TextChoices):
    """What a row is, compared with what was created for its key."""

    UNJUDGED = "unjudged", _("Not checked")
    INVALID = "invalid", pgettext_lazy("row of a plan", "Invalid")
    NEW = "new", _("New")
    LOST = "lost", _("Missing in the cloud")
    CHANGED = "changed", _("Changed")
    DRIFTED = "drifted", _("Changed in the cloud")
    GONE = "gone", _("Removed")
    UNCHANGED = "unchanged", _("Unchanged")
    PENDING = "pending", _("In progress")
    UNKNOWN = "unknown", _("Unknown outcome")


class KeyProblem(models.TextChoices):
    """Why a row has no key of its own."""

    NONE = "", ""
    MISSING = "missing", _("The key is empty.")
    DUPLICATE = "duplicate", _("Another row has the same key.")
    LONG = "long", _("The key has more than 200 characters.")


class NameClash(models.TextChoices):
    """Who else has a row's task name."""

    NONE = "", ""
    ROW = "row", _("Another row has the same task name.")
    TASK = "task", _("Another task of the project has the same name.")


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (RunState.RUNNING, RunState.PAUSED, RunState.STOPPED)
"""The states in which a run can go on; a plan has one such run."""
ENDED = (RunState.DONE, RunState.CANCELLED)


class Cause(models.TextChoices):
    """Why a run does not go on; what the cloud said is beside it."""

    NONE = "", ""
    PERSON = "person", _("Somebody paused it.")
    CANARY = "canary", _("The first row was created. Check it, then resume.")
    REFUSALS = "refusals", _("The cloud refused several rows in a row for the same reason.")
    ROLE = "role", _("The person who started it may no longer create tasks in this project.")
    CHANGED = "changed", _("The plan was changed. Check it again.")
    UNREADABLE = "unreadable", _("Its secrets cannot be read with the present keys.")
    SERVICE = "service", _("Its service was deleted, or belongs to another project.")
    ERROR = "error", _("Something went wrong.")
    SUPERSEDED = "superseded", _("Another run took its place.")


class StepKind(models.TextChoices):
    CREATE = "create", _("Create")
    REPLACE = "replace", _("Replace")
    DELETE = "delete", _("Delete")


class StepState(models.TextChoices):
    OPEN = "open", _("In progress")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Unknown")
    CANCELLED = "cancelled", _("Cancelled")
    SKIPPED = "skipped", _("Skipped")


KIND_OF = {
    Change.NEW: StepKind.CREATE,
    Change.LOST: StepKind.CREATE,
    Change.CHANGED: StepKind.REPLACE,
    Change.DRIFTED: StepKind.REPLACE,
    Change.GONE: StepKind.DELETE,
}
"""What a run does with a row."""
