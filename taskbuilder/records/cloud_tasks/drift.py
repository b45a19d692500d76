"""Noting where the cloud shows a created task otherwise than it was sent, and listing it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.found import read_bounded
from taskbuilder.records.models import CloudTask, Service, ShownRequest, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.taskspec.comparison.drift import Drift, SentRequest

MOST_SHOWN = 20
Pair = tuple[CloudTask | None, CloudTask]


@dataclass(frozen=True, kw_only=True)
class TaskDrift:
    """A task with its differences."""

    task_id: str
    drift: Drift


def note_drift(service: Service, pairs: Collection[Pair], chunk: Mapping[str, TaskDetails | None]) -> None:
    """Compares tasks, each as it was and as it is now, with what was sent. One query where none differs.

    The rows of the tasks are stored already, and the service's reading is locked.
    """
    if not pairs:
        return
    ids = {after.created.submission_id for _before, after in pairs}
    sent = {
        key: SentRequest(request)
        for key, request in Submission.objects.filter(pk__in=ids).values_list("pk", "request")
        if request  # retention removes it
    }
    found = [
        row
        for _before, after in pairs
        if (row := make_shown(service, after, chunk[after.created.task_id], sent)) is not None
    ]
    known = ShownRequest.objects.filter(task__in=[after.pk for before, after in pairs if before is not None])
    was_noted = any(before is not None for before, _after in pairs) and known.delete()[0]
    ShownRequest.objects.bulk_create(found)
    if found or was_noted:
        mark(ids)


def make_shown(
    service: Service, task: CloudTask, details: TaskDetails | None, sent: Mapping[UUID, SentRequest]
) -> ShownRequest | None:
    """What is stored of it; None where nothing differs, or nothing is left to compare it with."""
    request = sent.get(task.created.submission_id)
    shown = read_bounded(details.entry, service) if details and request else {}
    if request is None or not shown:
        return None
    drift = request.compare(shown, position=task.created.position)
    return ShownRequest(task=task, request=shown, has_drift=bool(drift.changed)) if drift else None


def mark(ids: Iterable[UUID]) -> None:
    """Has lists find those of these submissions of whose tasks one differs, and the others no longer."""
    rows = Submission.objects.filter(pk__in=list(ids)).order_by()
    differing = ShownRequest.objects.filter(task__created__submission=OuterRef("pk"), has_drift=True)
    remarks = Coalesce(F("remarks"), 0)
    rows.filter(Exists(differing)).update(remarks=remarks.bitor(Remark.DIFFERS))
    unmark(rows.exclude(Exists(differing)))


def unmark(rows: QuerySet[Submission]) -> None:
    rows.update(remarks=Coalesce(F("remarks"), 0).bitand(~Remark.DIFFERS))


def count_drift(submission: Submission) -> int:
    """How many of its tasks `list_drift` would list without a limit. One query."""
    if not submission.has_request:
        return 0
    return ShownRequest.objects.filter(task__created__submission=submission).count()


def list_drift(submission: Submission) -> list[TaskDrift]:
    """At most MOST_SHOWN of its tasks that differ, those first that the cloud shows otherwise. One query."""
    if not submission.has_request:
        return []
    rows = ShownRequest.objects.filter(task__created__submission=submission)
    rows = rows.select_related("task__created").order_by("-has_drift", "task__created__position")
    sent = SentRequest(submission.request)
    return [
        TaskDrift(
            task_id=row.task.created.task_id,
            drift=sent.compare(row.request, position=row.task.created.position),
        )
        for row in rows[:MOST_SHOWN]
    ]
