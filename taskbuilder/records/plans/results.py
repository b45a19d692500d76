"""The results of a run as a table, row by row."""

from collections.abc import Iterator

from django.utils.translation import gettext

from taskbuilder.records.models import PlanRun, RunStep
from taskbuilder.records.plans.queries import select_steps

CHUNK = 500
Line = tuple[str, ...]


def write_result(run: PlanRun) -> Iterator[Line]:
    """The headers, then each step in its order; several task IDs have blanks between them. No secrets.

    Two queries for each CHUNK of steps.
    """
    yield (
        gettext("Line"),
        gettext("Key"),
        gettext("Task name"),
        gettext("Action"),
        gettext("State"),
        gettext("Task IDs"),
        gettext("Problem"),
    )
    last = 0
    while steps := list(select_steps(run).filter(pk__gt=last)[:CHUNK]):
        yield from map(describe_step, steps)
        last = steps[-1].pk


def describe_step(step: RunStep) -> Line:
    submission = step.submission
    name = submission.name if submission is not None else step.row.name if step.row is not None else ""
    return (
        str(step.row.number) if step.row is not None else "",
        step.key,
        name,
        str(step.get_kind_display()),
        str(step.get_state_display()),
        " ".join(task.task_id for task in submission.tasks.all()) if submission is not None else "",
        gettext(step.reason) if step.reason else "",
    )
