"""Writing what was read of tasks: the rows that changed, each change of state, and what lists find it by.

Nothing is written where nothing changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.drift import note_drift
from taskbuilder.records.cloud_tasks.events import note_events
from taskbuilder.records.cloud_tasks.found import digest_of, write_found
from taskbuilder.records.cloud_tasks.states import GONE, choose_foremost
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import CloudTask, CreatedTask, Service, Submission, TaskChange, TaskReading
from taskbuilder.records.models.cloud_tasks import CODE_LENGTH, STATE_LENGTH, TEXT_LENGTH

CHUNK = 500
WRITTEN = (
    "service",
    "state",
    "status",
    "error_code",
    "error_message",
    "schedule_status",
    "cloud_created_at",
    "cloud_updated_at",
    "read_at",
    "missing_since",
    "digest",
)
COMPARED = tuple(name for name in WRITTEN if name not in {"read_at", "service"})
"""What may change of a task, the time of reading apart."""


def write_tasks(
    service: Service, tasks: Collection[TaskDetails], *, absent: Collection[str] = (), asked_at: datetime
) -> int:
    """Notes what was read then of tasks, and which are `absent`; answers how many changed.

    What was read later stays. Five queries where nothing changed.
    """
    details = {storable_text(task.id, limit=200): task for task in tasks}
    ids = [*details, *absent]
    changed = 0
    for start in range(0, len(ids), CHUNK):
        chunk = {task_id: details.get(task_id) for task_id in ids[start : start + CHUNK]}
        changed += write_chunk(service, chunk, asked_at=asked_at)
    return changed


@transaction.atomic
def write_chunk(service: Service, chunk: Mapping[str, TaskDetails | None], *, asked_at: datetime) -> int:
    """Writes a few of them; None says that one is absent."""
    reading = lock_reading(service)
    # A service that was given to another project does not find the tasks there that it has created before.
    own = {"submission__service": service, "submission__project": service.project_id}
    rows = CreatedTask.objects.filter(**own, task_id__in=list(chunk)).order_by()
    known = [(row, find_seen(row)) for row in rows.select_related("seen")]
    others = write_found(service, chunk, own=[row.task_id for row, _seen in known], asked_at=asked_at)
    pairs = [
        (before, describe(row, service, chunk[row.task_id], before=before, asked_at=asked_at))
        for row, before in known
    ]
    changed = [(before, after) for before, after in pairs if before is None or differs(before, after)]
    CloudTask.objects.bulk_create([after for before, after in changed if before is None])
    if old := [after for before, after in changed if before is not None]:
        CloudTask.objects.bulk_update(old, WRITTEN, batch_size=CHUNK)
    note_drift(service, [pair for pair in changed if is_new_request(*pair)], chunk)
    if note_changes(changed, seen_at=asked_at):
        reading.counts = count_states(service)
        reading.save(update_fields=["counts"])
    return len(changed) + others


def find_seen(created: CreatedTask) -> CloudTask | None:
    """What is known of it; None where it was never read."""
    seen: CloudTask | None = getattr(created, "seen", None)
    return seen


def note_changes(changed: Collection[tuple[CloudTask | None, CloudTask]], *, seen_at: datetime) -> bool:
    """Notes which states changed, and what lists find their submissions by; answers whether any did."""
    states = [(before.shown_state if before else "", after) for before, after in changed]
    moved = [
        TaskChange(task=after, before=before, after=after.shown_state, seen_at=seen_at)
        for (before, after), (row, _after) in zip(states, changed, strict=True)
        if row is None or before != after.shown_state
    ]
    if moved:
        note_events(moved, seen_at=seen_at)
        TaskChange.objects.bulk_create(moved)
        note_states({change.task.created.submission_id for change in moved})
    return bool(moved)


def lock_reading(service: Service) -> TaskReading:
    """The service's row, locked until the transaction ends: one process at a time writes its tasks."""
    rows = TaskReading.objects.select_for_update()
    return rows.filter(pk=service.pk).first() or rows.get_or_create(pk=service.pk)[0]


def describe(
    created: CreatedTask,
    service: Service,
    task: TaskDetails | None,
    *,
    before: CloudTask | None,
    asked_at: datetime,
) -> CloudTask:
    """The row as it should be by what was read; one that is absent keeps what was last known of it."""
    if before is not None and before.read_at > asked_at:
        return before
    if task is None:
        known = {name: getattr(before, name) for name in WRITTEN if before and name != "service"}
        since = (before.missing_since if before else None) or asked_at
        return CloudTask(
            created=created, service=service, **{**known, "read_at": asked_at, "missing_since": since}
        )
    return CloudTask(
        created=created,
        service=service,
        state=storable_text(task.state, limit=STATE_LENGTH),
        status=storable_text(task.status, limit=TEXT_LENGTH),
        error_code=storable_text(task.error_code, limit=CODE_LENGTH),
        error_message=storable_text(task.error_message, limit=TEXT_LENGTH),
        schedule_status=storable_text(task.schedule_status, limit=STATE_LENGTH),
        cloud_created_at=task.created_at,
        cloud_updated_at=task.updated_at,
        read_at=asked_at,
        digest=read_digest(task, before),
    )


def is_new_request(before: CloudTask | None, after: CloudTask) -> bool:
    """Whether the cloud shows a request that was not compared yet."""
    return bool(after.digest) and (before is None or before.digest != after.digest)


def read_digest(task: TaskDetails, before: CloudTask | None) -> str:
    """Of its request; as it was where the cloud says nothing of that."""
    if "input" in task.entry:
        return digest_of(task.entry)
    return before.digest if before else ""


def differs(before: CloudTask, after: CloudTask) -> bool:
    """Whether anything but the time of reading is different."""
    return any(getattr(before, name) != getattr(after, name) for name in COMPARED)


def note_states(submission_ids: Collection[UUID]) -> None:
    """Has lists find these submissions by the state that matters most among their tasks'."""
    states: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = CloudTask.objects.filter(created__submission__in=submission_ids).order_by()
    for key, state, missing in rows.values_list("created__submission", "state", "missing_since").distinct():
        states[key].add(GONE if missing else state)
    by_state: defaultdict[str | None, list[UUID]] = defaultdict(list)
    for key, found in states.items():
        by_state[choose_foremost(found)].append(key)
    for foremost, keys in by_state.items():
        Submission.objects.filter(pk__in=keys).update(task_state=foremost)


def count_states(service: Service) -> dict[str, int]:
    """How many of a service's tasks there are in each state, without those that are gone; by an index."""
    present = CloudTask.objects.filter(service=service, missing_since__isnull=True).order_by()
    return dict(present.values("state").annotate(count=Count("pk")).values_list("state", "count"))


def list_present(service: Service) -> Iterable[str]:
    """The ids of the tasks that were in the cloud when they were read last."""
    present = CloudTask.objects.filter(service=service, missing_since__isnull=True)
    return present.values_list("created__task_id", flat=True)
