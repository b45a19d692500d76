"""Tasks of the cloud's that were not created here: noting them as they are read, and listing them."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac

from taskbuilder.cloud import TaskDetails, rebuild_request
from taskbuilder.cloud.details import request_members
from taskbuilder.records.fields import storable_text
from taskbuilder.records.keyset import Keyset, Page
from taskbuilder.records.models import CreatedTask, FoundTask, Project, Service
from taskbuilder.records.models.cloud_tasks import STATE_LENGTH
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.secrets.declared import declared_by

YOUNG = timedelta(minutes=1)
"""For so long a task may have been created here, its answer still under way."""
MOST_CHARACTERS = 200_000
"""Of a request; a larger one is not stored."""
CHUNK = 500
COMPARED = ("name", "creator", "state", "created_at", "cloud_updated_at", "digest")
BY_TIME = Keyset(time="created_at", read_key=int)


def write_found(
    service: Service, chunk: Mapping[str, TaskDetails | None], *, own: Collection[str], asked_at: datetime
) -> int:
    """Notes those of a chunk that were not created here; answers how many changed. One query where none did.

    The caller holds the lock on the service's reading. Tasks created here are removed from the notes.
    """
    rows = FoundTask.objects.filter(service=service, task_id__in=list(chunk)).defer("request")
    known = {row.task_id: row for row in rows}
    gone = [row.pk for row in known.values() if row.task_id in own or chunk[row.task_id] is None]
    read = {task_id: task for task_id, task in chunk.items() if task is not None and task_id not in own}
    old, new = [], []
    for task_id, task in read.items():
        before = known.get(task_id)
        if before is None and not is_young(task, asked_at):
            new.append(describe(service, task, asked_at=asked_at, before=None))
        if before is not None and before.read_at <= asked_at:
            after = describe(service, task, asked_at=asked_at, before=before)
            if after is not before:
                old.append(after)
    if gone:
        FoundTask.objects.filter(pk__in=gone).delete()
    FoundTask.objects.bulk_create(new)
    if old:
        FoundTask.objects.bulk_update(old, (*COMPARED, "request", "read_at"), batch_size=CHUNK)
    return len(gone) + len(new) + len(old)


def is_young(task: TaskDetails, now: datetime) -> bool:
    return task.created_at is not None and task.created_at > now - YOUNG


def describe(
    service: Service, task: TaskDetails, *, asked_at: datetime, before: FoundTask | None
) -> FoundTask:
    """The row as it should be; `before` itself where nothing is otherwise."""
    shown = {
        "name": storable_text(task.name, limit=NAME_LENGTH),
        "creator": storable_text(task.entry.get("creator") or "", limit=NAME_LENGTH),
        "state": storable_text(task.state, limit=STATE_LENGTH),
        "created_at": task.created_at or (before.created_at if before else asked_at),
        "cloud_updated_at": task.updated_at,
        "digest": digest_of(task.entry),
    }
    if before is not None and all(getattr(before, name) == value for name, value in shown.items()):
        return before
    return FoundTask(
        pk=before.pk if before else None,
        project_id=service.project_id,
        service=service,
        task_id=storable_text(task.id, limit=200),
        read_at=asked_at,
        request=read_bounded(task.entry, service),
        **shown,
    )


def digest_of(entry: Mapping[str, JsonValue]) -> str:
    """Of what a task was made from, secrets too: keyed, so that these cannot be guessed."""
    text = json.dumps([entry.get(name) for name in request_members()])
    return salted_hmac("records.cloud_tasks", text, algorithm="sha256").hexdigest()[:32]


def read_bounded(entry: Mapping[str, JsonValue], service: Service) -> dict[str, JsonValue]:
    """The task's request, its secrets masked; empty where it is too large."""
    request = rebuild_request(entry, declared_by(service.spec))
    return request if len(json.dumps(request)) <= MOST_CHARACTERS else {}


def drop_vanished(service: Service, listed: Collection[str], *, begun_at: datetime) -> int:
    """Forgets those that a whole list lacks; answers how many."""
    rows = FoundTask.objects.filter(service=service, read_at__lt=begun_at).values_list("pk", "task_id")
    gone = [key for key, task_id in rows if task_id not in listed]
    for start in range(0, len(gone), CHUNK):
        FoundTask.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    return len(gone)


def select_found(project: Project) -> QuerySet[FoundTask]:
    """Those of a project that are still its services'."""
    return FoundTask.objects.filter(project=project, service__project=project)


def count_found(project: Project) -> dict[int, int]:
    """How many there are, by the key of their service. One query."""
    rows = select_found(project).order_by().values("service").annotate(count=Count("pk"))
    return {int(service): count for service, count in rows.values_list("service", "count")}


def list_found(service: Service, *, before: str | None, after: str | None, limit: int) -> Page[FoundTask]:
    """A page of a service's, the newest first. One query."""
    rows = select_found(service.project).filter(service=service).defer("request")
    return BY_TIME.read_page(BY_TIME.fetch_from(rows), before=before, after=after, limit=limit)


def list_created_here(service: Service, task_ids: Collection[str]) -> set[str]:
    """Those of these ids that the project's history has."""
    own = {"submission__service": service, "submission__project": service.project_id}
    rows = CreatedTask.objects.filter(**own, task_id__in=list(task_ids)).order_by()
    return set(rows.values_list("task_id", flat=True))
