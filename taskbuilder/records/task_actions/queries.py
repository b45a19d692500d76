"""How far actions are: of each task, of a batch, of a submission, and of a project."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, QuerySet, prefetch_related_objects

from taskbuilder.records.keyset import Keyset, Page
from taskbuilder.records.models import ActionAttempt, ActionBatch, Project, TaskAction
from taskbuilder.records.task_actions.states import ENDED, OPEN, ActionState

BY_TIME = Keyset[UUID](time="asked_at", read_key=UUID)
MOST_SHOWN = 200
MOST_WITH_ATTEMPTS = 30
"""Of a submission's actions; of more the tries are on the page of each."""
ORDER = {
    state: number
    for number, state in enumerate(
        (
            ActionState.REFUSED,
            ActionState.GIVEN_UP,
            ActionState.CHECKING,
            ActionState.SENDING,
            ActionState.QUEUED,
            ActionState.CANCELLED,
            ActionState.DONE,
        )
    )
}
"""What needs somebody comes first."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of a batch's actions are in each state, and when one changed last."""

    counts: Mapping[ActionState, int]
    changed_at: datetime | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        return sum(self.counts.get(state, 0) for state in ENDED)

    @property
    def queued(self) -> int:
        return self.counts.get(ActionState.QUEUED, 0)

    @property
    def is_open(self) -> bool:
        return any(self.counts.get(state) for state in OPEN)

    @property
    def sorted_counts(self) -> list[tuple[ActionState, int]]:
        return sorted(self.counts.items(), key=lambda each: ORDER[each[0]])


NOTHING = Progress(counts={})


def measure(batches: Collection[ActionBatch]) -> dict[UUID, Progress]:
    """How far each of these is. One query."""
    rows = TaskAction.objects.filter(batch__in=batches).order_by().values("batch", "state")
    counts: defaultdict[UUID, dict[ActionState, int]] = defaultdict(dict)
    changed: dict[UUID, datetime] = {}
    for row in rows.annotate(count=Count("pk"), changed=Max("changed_at")):
        batch = row["batch"]
        counts[batch][ActionState(row["state"])] = row["count"]
        changed[batch] = max(row["changed"], changed.get(batch, row["changed"]))
    return {batch: Progress(counts=found, changed_at=changed[batch]) for batch, found in counts.items()}


def find_batch(project: Project, batch_id: UUID) -> ActionBatch:
    """A project's; raises ActionBatch.DoesNotExist. One query."""
    return ActionBatch.objects.select_related("by", "token").get(pk=batch_id, project=project)


def list_actions(batch: ActionBatch) -> list[TaskAction]:
    """A batch's, at most MOST_SHOWN, those that need somebody first, with their names. Two queries."""
    states = TaskAction.objects.filter(batch=batch).order_by("pk").values_list("state", "pk")
    chosen = [pk for _state, pk in sorted(states, key=lambda each: ORDER[ActionState(each[0])])[:MOST_SHOWN]]
    rows = load(TaskAction.objects.all()).in_bulk(chosen)
    return [rows[pk] for pk in chosen if pk in rows]


def load(rows: "QuerySet[TaskAction]") -> "QuerySet[TaskAction]":
    """With the names that pages show."""
    return rows.select_related("service", "created__submission").only(
        *(field.name for field in TaskAction._meta.concrete_fields),
        "service__name",
        "created__submission__name",
    )


def list_batches(
    project: Project, *, before: str | None, after: str | None, limit: int
) -> tuple[Page[ActionBatch], dict[UUID, Progress]]:
    """A page of a project's batches, the newest first, and how far each is. Two queries."""
    rows = ActionBatch.objects.filter(project=project).select_related("by", "token")
    page = BY_TIME.read_page(BY_TIME.fetch_from(rows), before=before, after=after, limit=limit)
    return page, measure(page.rows) if page.rows else {}


@dataclass(frozen=True, kw_only=True)
class BatchOfSubmission:
    """What somebody asked of some of a submission's tasks at once."""

    batch: ActionBatch
    actions: list[TaskAction]
    has_attempts: bool

    @property
    def counts(self) -> list[tuple[ActionState, int]]:
        counts = Counter(ActionState(action.state) for action in self.actions)
        return sorted(counts.items(), key=lambda each: ORDER[each[0]])


def list_batches_of(submission_id: UUID) -> list[BatchOfSubmission]:
    """The oldest first. One query, and another for the tries where there are few."""
    rows = TaskAction.objects.filter(created__submission=submission_id)
    found = list(rows.select_related("batch__by", "batch__token").order_by("pk"))
    by_batch: defaultdict[UUID, list[TaskAction]] = defaultdict(list)
    for action in found:
        by_batch[action.batch_id].append(action)
    has_attempts = len(found) <= MOST_WITH_ATTEMPTS
    if found and has_attempts:
        note_attempts(found)
    return [
        BatchOfSubmission(batch=actions[0].batch, actions=actions, has_attempts=has_attempts)
        for actions in by_batch.values()
    ]


def note_attempts(actions: Collection[TaskAction]) -> None:
    """Reads the tries of all of these. One query."""
    prefetch_related_objects(list(actions), Prefetch("attempts", ActionAttempt.objects.order_by("number")))
