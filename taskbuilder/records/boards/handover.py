"""What happened in a project since a time, for those who take over: and what waits for somebody now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from taskbuilder.records.cloud_tasks.queries import ProjectTasks, count_project
from taskbuilder.records.models import ActionBatch, Member, Project, ProjectEvent, Role, Submission
from taskbuilder.records.notifications.kinds import (
    REFUSED,
    TASK_ABNORMAL,
    TASK_FAILED,
    TASK_STOPPED,
    TASK_VANISHED,
)
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_actions.states import ActionState

MOST_CREATED, MOST_EVENTS, MOST_OPEN, MOST_PEOPLE = 500, 300, 100, 10
FAILED, STOPPED = (REFUSED, TASK_FAILED, TASK_ABNORMAL), (TASK_STOPPED, TASK_VANISHED)
OPEN = (State.QUEUED, State.SENDING, State.WAITING)


@dataclass(frozen=True, kw_only=True)
class Created:
    """What a person created, the newest first."""

    by: str
    submissions: list[Submission]


@dataclass(frozen=True, kw_only=True)
class Handover:
    """`is_cut`: so much happened that the oldest is left out. `people` can resolve what is unknown."""

    created: list[Created]
    failed: list[ProjectEvent]
    stopped: list[ProjectEvent]
    actions: list[ActionBatch]
    unknown: list[Submission]
    waiting: list[Submission]
    people: list[str]
    now: ProjectTasks
    is_cut: bool

    @property
    def created_count(self) -> int:
        return sum(len(each.submissions) for each in self.created)


def read_handover(project: Project, *, since: datetime) -> Handover:
    """Six queries, however much happened."""
    submissions, events = list_created(project, since), list_events(project, since)
    by: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions[:MOST_CREATED]:
        by[submission.created_by.get_username()].append(submission)
    still_open = list_open(project)
    return Handover(
        created=[Created(by=name, submissions=by[name]) for name in sorted(by)],
        failed=[event for event in events if event.kind in FAILED],
        stopped=[event for event in events if event.kind in STOPPED],
        actions=list_actions(project, since),
        unknown=[each for each in still_open if each.state == State.UNKNOWN],
        waiting=[each for each in still_open if each.state != State.UNKNOWN],
        people=list_people(project),
        now=count_project(project),
        is_cut=len(submissions) > MOST_CREATED or len(events) == MOST_EVENTS or len(still_open) == MOST_OPEN,
    )


def list_created(project: Project, since: datetime) -> list[Submission]:
    rows = Submission.objects.filter(project=project, created_at__gte=since)
    rows = rows.select_related("created_by").only(
        "name", "state", "remarks", "created_at", "created_by__username"
    )
    return list(rows.order_by("-created_at")[: MOST_CREATED + 1])


def list_events(project: Project, since: datetime) -> list[ProjectEvent]:
    rows = ProjectEvent.objects.filter(project=project, at__gte=since, kind__in=[*FAILED, *STOPPED])
    return list(rows.select_related("submission").order_by("-at", "-pk")[:MOST_EVENTS])


def list_actions(project: Project, since: datetime) -> list[ActionBatch]:
    """What people asked of tasks; `task_count` says of how many, `done_count` of how many it is done."""
    rows = ActionBatch.objects.filter(project=project, asked_at__gte=since).select_related("by")
    done = Count("actions", filter=Q(actions__state=ActionState.DONE))
    rows = rows.annotate(task_count=Count("actions"), done_count=done)
    return list(rows.order_by("-asked_at")[:MOST_EVENTS])


def list_open(project: Project) -> list[Submission]:
    """What has not ended, the oldest first."""
    rows = Submission.objects.filter(project=project, state__in=[State.UNKNOWN, *OPEN])
    return list(rows.only("name", "state", "created_at", "due_at").order_by("created_at")[:MOST_OPEN])


def list_people(project: Project) -> list[str]:
    """Those who may create, by name."""
    roles = [role for role in Role if role.includes(Role.OPERATOR)]
    rows = Member.objects.filter(project=project, role__in=roles, person__is_active=True)
    return list(rows.order_by("person__username").values_list("person__username", flat=True)[:MOST_PEOPLE])


def note_read(member: Member, *, until: datetime) -> None:
    """Notes up to when somebody has read it; a superuser who only looks has no place for that."""
    Member.objects.filter(pk=member.pk).update(handed_over_at=until)
