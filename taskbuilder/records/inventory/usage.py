"""Which tasks use a source or a sink, and which of these use what it was before its address was changed."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from taskbuilder.records.cloud_tasks.states import TaskState
from taskbuilder.records.models import InputFingerprint, InventoryEntry, Project, Submission
from taskbuilder.records.submissions.fingerprints import READING
from taskbuilder.records.submissions.states import State

OVER = frozenset({TaskState.GONE, TaskState.STOPPED, TaskState.SUCCEEDED, TaskState.CREATE_FAILED})
"""States in which a task reads nothing, and will not unless somebody starts it."""
MOST_USES = 100


@dataclass(frozen=True, kw_only=True)
class Use:
    """A submission that uses an entry; `is_behind`: what it was, not what it is."""

    submission: Submission
    is_behind: bool

    @property
    def is_running(self) -> bool:
        """Whether its tasks may be running now, as far as is known."""
        return self.submission.state == State.CREATED and self.submission.task_state not in OVER


def select_reading(project: Project, digests: Collection[str]) -> QuerySet[InputFingerprint]:
    """The fingerprints of those inputs or sinks in all of the project's services, by the index of each."""
    return InputFingerprint.objects.filter(
        service__project=project, digest__in=list(digests), submission__state__in=READING
    )


def list_uses(entry: InventoryEntry) -> list[Use]:
    """The latest first, those that are behind included. One query."""
    until = {each["digest"]: datetime.fromisoformat(each["until"]) for each in entry.former}
    rows = select_reading(entry.project, {*until, entry.digest} - {""})
    rows = rows.select_related("submission").order_by("-submission__created_at", "-submission_id")
    shown = ("name", "state", "task_state", "created_at", "project_id")
    found: dict[object, Use] = {}
    for row in rows.only("digest", *(f"submission__{name}" for name in shown))[: MOST_USES * 2]:
        is_behind = row.digest != entry.digest
        if is_behind and row.submission.created_at > until[row.digest]:
            continue  # something else is there by now
        known = found.get(row.submission_id)
        if known is None or known.is_behind:
            found[row.submission_id] = Use(submission=row.submission, is_behind=is_behind)
    return list(found.values())[:MOST_USES]


def count_uses(project: Project, entries: Collection[InventoryEntry]) -> dict[str, int]:
    """How many submissions use each, by its digest. One query."""
    digests = {entry.digest for entry in entries} - {""}
    if not digests:
        return {}
    readers: dict[str, set[object]] = defaultdict(set)
    for digest, submission in select_reading(project, digests).values_list("digest", "submission_id"):
        readers[digest].add(submission)
    return dict(Counter({digest: len(found) for digest, found in readers.items()}))
