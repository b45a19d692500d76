"""What pages say of a plan's runs, in the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from taskbuilder.records.models import PlanRun
from taskbuilder.records.plans.states import Change
from taskbuilder.taskspec.messages import gettext_noop as _

HEADINGS: dict[Change, Callable[[int], str]] = {
    Change.NEW: lambda count: ngettext("%(counter)s task to create", "%(counter)s tasks to create", count),
    Change.LOST: lambda count: ngettext(
        "%(counter)s task to create again", "%(counter)s tasks to create again", count
    ),
    Change.CHANGED: lambda count: ngettext(
        "%(counter)s task to replace", "%(counter)s tasks to replace", count
    ),
    Change.DRIFTED: lambda count: ngettext(
        "%(counter)s task to restore", "%(counter)s tasks to restore", count
    ),
    Change.GONE: lambda count: ngettext("%(counter)s task to delete", "%(counter)s tasks to delete", count),
}
EFFECTS = {
    "creates": _("These rows have no task yet."),
    "replaces": _("A new task is created from the row. Once it runs, the old one is deleted."),
    "restores": _(
        "The task was changed in the cloud. A new one is created from the row. Once it runs, the old one is "
        "deleted."
    ),
    "deletes": _(
        "These rows are no longer in the table. Their tasks stop running and are deleted in the cloud."
    ),
}
TICKS: dict[str, Callable[[int], str]] = {
    "creates": lambda count: ngettext("Create %(counter)s task", "Create %(counter)s tasks", count),
    "replaces": lambda count: ngettext("Replace %(counter)s task", "Replace %(counter)s tasks", count),
    "restores": lambda count: ngettext("Restore %(counter)s task", "Restore %(counter)s tasks", count),
    "deletes": lambda count: ngettext("Delete %(counter)s task", "Delete %(counter)s tasks", count),
}


NAMES = {
    "creates": _("create"),
    "replaces": _("replace"),
    "restores": _("restore"),
    "deletes": _("delete"),
    "confirms": _("send what needs confirmation"),
    "is_canary": _("first row alone"),
}
"""Of what a run may do, within a sentence."""


def name_ticks(run: PlanRun) -> str:
    ticked = [gettext(words) for name, words in NAMES.items() if getattr(run, name)]
    return ", ".join(ticked)


def write_heading(change: Change, count: int) -> str:
    return HEADINGS[change](count) % {"counter": count}


def write_effect(tick: str) -> str:
    return gettext(EFFECTS[tick])


def write_tick(tick: str, count: int) -> str:
    return TICKS[tick](count) % {"counter": count}


def name_run(run: PlanRun) -> str:
    """What a run is called: how many rows it is about, and what it is of another run."""
    words = ngettext("Apply %(counter)s row", "Apply %(counter)s rows", run.total)
    if run.undoes_id:
        words = ngettext("Undo: delete %(counter)s task", "Undo: delete %(counter)s tasks", run.total)
    elif run.retries_id:
        words = ngettext("Retry %(counter)s row", "Retry %(counter)s rows", run.total)
    return words % {"counter": run.total}
