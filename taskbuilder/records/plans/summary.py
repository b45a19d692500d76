"""What applying a plan would do: counts, how long it takes at the project's limits, and what it would use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db.models import Avg, Count, F, Q, Sum

from taskbuilder.records.models import Attempt, Plan, PlanRow, Project, Submission
from taskbuilder.records.outbox.rate_limit import find_interval
from taskbuilder.records.plans.selection import NEEDS_CONFIRMATION
from taskbuilder.records.plans.states import KIND_OF, Change, StepKind

USUAL_SECONDS = 0.5
"""Of a request, where none was sent of late."""
MOST_SAMPLED = 50
REQUESTS = {StepKind.CREATE: 1, StepKind.REPLACE: 2, StepKind.DELETE: 1}
"""To the cloud, for each row."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Rows, and the sums of their estimates: cores, and MB."""

    rows: int = 0
    cpu: float = 0.0
    memory: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            rows=self.rows + other.rows, cpu=self.cpu + other.cpu, memory=self.memory + other.memory
        )


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A compared plan. `to_confirm`: rows, by their change, that are sent only where that is confirmed."""

    amounts: dict[Change, Amount]
    to_confirm: dict[Change, int]
    request_seconds: float

    def count(self, *changes: Change) -> int:
        return self.add_up(changes).rows

    def add_up(self, changes: Iterable[Change]) -> Amount:
        return sum((self.amounts.get(change, Amount()) for change in changes), Amount())

    @property
    def total(self) -> int:
        return sum(amount.rows for amount in self.amounts.values())

    @property
    def added(self) -> Amount:
        """What would come to what runs now."""
        return self.add_up((Change.NEW, Change.LOST))

    @property
    def freed(self) -> Amount:
        return self.add_up((Change.GONE,))

    def estimate(self, changes: Iterable[Change]) -> timedelta:
        """How long it takes to send what these rows need; replaced tasks are deleted later."""
        requests = sum(REQUESTS[KIND_OF[change]] * self.count(change) for change in changes)
        return timedelta(seconds=ceil(requests * self.request_seconds))


def summarize(plan: Plan) -> Summary:
    """Of a plan that was compared. Three queries."""
    rows = PlanRow.objects.filter(plan=plan).order_by()
    counts = rows.values("change").annotate(
        rows=Count("pk"),
        cpus=Sum("cpu"),
        memories=Sum("memory"),
        asked=Count("pk", filter=NEEDS_CONFIRMATION & Q(change__in=list(KIND_OF))),
    )
    found = {Change(each["change"]): each for each in counts}
    return Summary(
        amounts={
            change: Amount(rows=each["rows"], cpu=each["cpus"], memory=each["memories"])
            for change, each in found.items()
        },
        to_confirm={change: each["asked"] for change, each in found.items() if each["asked"]},
        request_seconds=find_request_seconds(plan.project),
    )


def find_request_seconds(project: Project) -> float:
    """Seconds between two requests: by the project's rate, and by how long requests took of late."""
    newest = Submission.objects.filter(project=project).order_by("-created_at").values("pk")[:MOST_SAMPLED]
    attempts = Attempt.objects.filter(
        submission__in=list(newest.values_list("pk", flat=True)), ended_at__isnull=False
    )
    taken = attempts.aggregate(mean=Avg(F("ended_at") - F("started_at")))["mean"]
    usual = taken.total_seconds() if taken is not None else USUAL_SECONDS
    by_rate = find_interval(project.most_a_second) if project.most_a_second else 0.0
    return max(by_rate, usual / project.most_in_flight)
