"""What the created tasks of a project are to do: when they run, what they read and what they use."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from taskbuilder.records.cloud_tasks.states import LASTING
from taskbuilder.records.models import CloudTask, Project, Service, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.inputs.identities import Source, list_sources
from taskbuilder.taskspec.inputs.input import count_tasks
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text

MOST_PLANS, MOST_INPUTS = 5_000, 50_000
"""What a board shows no more of: the newest."""
MOST_ENDED = 2_000
CHUNK = 500
COLUMNS = ("name", "service", "created_at", "request", "state", "task_state")
MOST_AMOUNT = 1e9
ACTIVATED, INACTIVATED = "ACTIVATED", "INACTIVATED"
IS_ACTIVE = Q(schedule_status=ACTIVATED) | ~Q(schedule_status=INACTIVATED) & ~Q(state__in=LASTING)
"""A schedule that is active starts its task again, whatever came of the last run."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a submission asked for, of which `tasks` still run, or will by their schedule.

    The cloud does not say which task reads which input: each is taken to read them all. `schedule` is None
    where there is none: it runs all the time. `has_request`: retention may have removed what it asked for.
    """

    submission: UUID
    name: str
    service: int
    created_at: datetime
    tasks: int
    has_request: bool
    schedule: JsonValue
    cpu: float
    memory: float
    cameras: Mapping[str, Source]
    nodes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plans:
    """Those of a project, the newest first; `is_cut`: there are more than are read."""

    plans: list[Plan]
    is_cut: bool


def read_plans(project: Project) -> Plans:
    """Of all tasks that run or will run, as they were last read. One query."""
    plans: list[Plan] = []
    inputs = 0
    for plan in list_plans(project):
        inputs += len(plan.cameras)
        if len(plans) == MOST_PLANS or inputs > MOST_INPUTS:
            return Plans(plans=plans, is_cut=True)
        plans.append(plan)
    return Plans(plans=plans, is_cut=False)


def list_plans(project: Project) -> Iterator[Plan]:
    newest = list_active(project).only(*COLUMNS).order_by("-created_at", "-pk")[: MOST_PLANS + 1]
    return (make_plan(row, vars(row)["active"]) for row in newest.iterator(CHUNK))


def read_ended(project: Project, *, but: Container[UUID]) -> list[Plan]:
    """What else was created of late, whose tasks have ended, were stopped or are gone. One query."""
    newest = Submission.objects.filter(project=project).only(*COLUMNS).order_by("-created_at")[:MOST_ENDED]
    return [
        make_plan(row, 0)
        for row in newest.iterator(CHUNK)
        if row.state == State.CREATED and row.task_state and row.pk not in but
    ]


def make_plan(row: Submission, tasks: int) -> Plan:
    request = row.request
    estimate = as_object(request.get("source_usage_estimate"))
    return Plan(
        submission=row.pk,
        name=row.name,
        service=row.service_id,
        created_at=row.created_at,
        tasks=tasks,
        has_request=bool(request),
        schedule=request.get("schedule"),
        cpu=read_amount(estimate.get("cpu")),
        memory=read_amount(estimate.get("memory")),
        cameras={source.digest: source for source in list_sources(request) if source.is_whole},
        nodes=tuple(dict.fromkeys(list_nodes(request))),
    )


def imagine_plan(request: JsonObject, *, service: int, now: datetime) -> Plan:
    """Of a request that was not sent yet: the cloud makes a task for each of its inputs."""
    submission = Submission(service_id=service, created_at=now, request=request)
    return make_plan(submission, count_tasks(request))


def list_active(project: Project) -> QuerySet[Submission]:
    """The submissions with tasks that run or will run, each with how many: `active`."""
    tasks = CloudTask.objects.filter(IS_ACTIVE, missing_since__isnull=True).order_by()
    own = tasks.filter(service__in=Service.objects.filter(project=project).order_by().values("pk"))
    each = tasks.filter(created__submission=OuterRef("pk")).values("created__submission")
    count = Subquery(each.annotate(count=Count("pk")).values("count"))
    found = Submission.objects.filter(project=project, pk__in=own.values("created__submission"))
    return found.annotate(active=count)


def read_amount(value: JsonValue) -> float:
    """A part of an estimate; 0 for none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 < value < MOST_AMOUNT else 0.0


def list_nodes(request: JsonObject) -> Iterator[str]:
    """The nodes that its inputs are read on, as often as they are named."""
    for entry in as_list(as_object(request.get("input")).get("data")):
        if node := as_text(as_object(entry).get("node_id")):
            yield node
