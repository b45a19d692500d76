"""What the cloud shows of a submission's tasks against what was sent, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _

from taskbuilder.records.cloud_tasks.drift import MOST_SHOWN, TaskDrift, count_drift, list_drift
from taskbuilder.records.models import Role, Submission
from taskbuilder.taskspec.comparison.diff import Change
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.submissions.changed_fields import ChangedField, Side, list_changed_fields, sort_changes
from taskbuilder.web.submissions.views import find

CHANGED = _("Differs from what was sent")
ADDED = _("Added by the cloud")
SECRET = _("Not compared, because it is secret")
Parts = list[tuple[str, list[ChangedField]]]


@dataclass(frozen=True, kw_only=True)
class TaskDifferences:
    """A task's differences in words, by sort: each a title, and the fields of each step."""

    task_id: str
    sorts: list[tuple[str, Parts]]


@member_required(Role.VIEWER)
def show_drift(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """Of the first tasks that differ each difference, also what the cloud adds and what is secret."""
    submission = find(request, submission_id)
    tasks = [describe(each, submission) for each in list_drift(submission)]
    total = count_drift(submission) if len(tasks) == MOST_SHOWN else len(tasks)
    context = {"submission": submission, "tasks": tasks, "total": total}
    return render(request, "cloud_tasks/drift.html", context)


def describe(each: TaskDrift, submission: Submission) -> TaskDifferences:
    drift, service = each.drift, submission.service.spec
    sides = Side(drift.sent, service), Side(drift.shown, service)

    def list_sorts() -> Iterator[tuple[str, Parts]]:
        sorts: list[tuple[str, list[Change]]] = [
            (CHANGED, drift.changed),
            (ADDED, drift.added),
            (SECRET, drift.secret),
        ]
        for title, changes in sorts:
            if changes:
                yield title, list(list_changed_fields(sort_changes(changes), *sides))

    return TaskDifferences(task_id=each.task_id, sorts=list(list_sorts()))
