"""Which tasks read a source, and which of these read what it was before its address was changed."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from taskbuilder.records.cloud_tasks.states import TaskState
from taskbuilder.records.models import InputFingerprint, Project, Source, Submission
from taskbuilder.records.submissions.fingerprints import READING
from taskbuilder.records.submissions.states import State

OVER = frozenset({TaskState.GONE, TaskState.STOPPED, TaskState.SUCCEEDED, TaskState.CREATE_FAILED})
"""States in which a task reads nothing, and will not unless somebody starts it."""
MOST_USES = 100


@dataclass(frozen=True, kw_only=True)
class Use:
    """A submission that reads a source; `is_behind`: what it was, not what it is."""

    submission: Submission
    is_behind: bool

    @property
    def is_running(self) -> bool:
        """Whether its tasks may be reading now, as far as is known."""
        return self.submission.state == State.CREATED and self.submission.task_state not in OVER


def select_reading(project: Project, digests: Collection[str]) -> QuerySet[InputFingerprint]:
    """The fingerprints of those inputs in all services of the project; found by the index of each service."""
    return InputFingerprint.objects.filter(
        service__project=project, digest__in=list(digests), submission__state__in=READING
    )


def list_uses(source: Source) -> list[Use]:
    """The latest first, those that are behind included. One query."""
    until = {each["digest"]: datetime.fromisoformat(each["until"]) for each in source.former}
    rows = select_reading(source.project, {*until, source.digest} - {""})
    rows = rows.select_related("submission").order_by("-submission__created_at", "-submission_id")
    shown = ("name", "state", "task_state", "created_at", "project_id")
    found: dict[object, Use] = {}
    for row in rows.only("digest", *(f"submission__{name}" for name in shown))[: MOST_USES * 2]:
        is_behind = row.digest != source.digest
        if is_behind and row.submission.created_at > until[row.digest]:
            continue  # something else is read there by now
        known = found.get(row.submission_id)
        if known is None or known.is_behind:
            found[row.submission_id] = Use(submission=row.submission, is_behind=is_behind)
    return list(found.values())[:MOST_USES]


def count_uses(project: Project, sources: Collection[Source]) -> dict[str, int]:
    """How many submissions read each, by its digest. One query."""
    digests = {source.digest for source in sources} - {""}
    if not digests:
        return {}
    readers: dict[str, set[object]] = defaultdict(set)
    for digest, submission in select_reading(project, digests).values_list("digest", "submission_id"):
        readers[digest].add(submission)
    return dict(Counter({digest: len(found) for digest, found in readers.items()}))
