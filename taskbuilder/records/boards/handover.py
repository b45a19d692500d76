"""What happened in a project since a time, for those who take over: and what waits for somebody now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from taskbuilder.records.access.memberships import list_creators
from taskbuilder.records.cloud_tasks.queries import ProjectTasks, count_project
from taskbuilder.records.models import ActionBatch, Member, Project, ProjectEvent, Submission
from taskbuilder.records.notifications.kinds import (
    ACTION_FAILED,
    REFUSED,
    REPLACEMENT_FAILED,
    TASK_ABNORMAL,
    TASK_FAILED,
    TASK_STOPPED,
    TASK_VANISHED,
)
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_actions.states import ActionState
from taskbuilder.taskspec.json_value import JsonObject

MOST_CREATED, MOST_EVENTS, MOST_OPEN = 500, 300, 100
FAILED = (REFUSED, TASK_FAILED, TASK_ABNORMAL, ACTION_FAILED, REPLACEMENT_FAILED)
STOPPED = (TASK_STOPPED, TASK_VANISHED)
MOST_SENT = 100
"""Of each list in what a webhook is sent."""
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


def read_handover(project: Project, *, since: datetime, until: datetime) -> Handover:
    """Six queries, however much happened."""
    submissions, events = list_created(project, since, until), list_events(project, since, until)
    by: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions[:MOST_CREATED]:
        by[submission.created_by.get_username()].append(submission)
    still_open = list_open(project)
    return Handover(
        created=[Created(by=name, submissions=by[name]) for name in sorted(by)],
        failed=[event for event in events if event.kind in FAILED],
        stopped=[event for event in events if event.kind in STOPPED],
        actions=list_actions(project, since, until),
        unknown=[each for each in still_open if each.state == State.UNKNOWN],
        waiting=[each for each in still_open if each.state != State.UNKNOWN],
        people=list_creators(project),
        now=count_project(project),
        is_cut=len(submissions) > MOST_CREATED or len(events) == MOST_EVENTS or len(still_open) == MOST_OPEN,
    )


def list_created(project: Project, since: datetime, until: datetime) -> list[Submission]:
    rows = Submission.objects.filter(project=project, created_at__gte=since, created_at__lt=until)
    rows = rows.select_related("created_by").only(
        "name", "state", "remarks", "created_at", "created_by__username"
    )
    return list(rows.order_by("-created_at")[: MOST_CREATED + 1])


def list_events(project: Project, since: datetime, until: datetime) -> list[ProjectEvent]:
    kinds = [*FAILED, *STOPPED]
    rows = ProjectEvent.objects.filter(project=project, at__gte=since, at__lt=until, kind__in=kinds)
    return list(rows.select_related("submission").order_by("-at", "-pk")[:MOST_EVENTS])


def list_actions(project: Project, since: datetime, until: datetime) -> list[ActionBatch]:
    """What people asked of tasks; `task_count` says of how many, `done_count` of how many it is done."""
    rows = ActionBatch.objects.filter(project=project, asked_at__gte=since, asked_at__lt=until)
    done = Count("actions", filter=Q(actions__state=ActionState.DONE))
    rows = rows.select_related("by").annotate(task_count=Count("actions"), done_count=done)
    return list(rows.order_by("-asked_at")[:MOST_EVENTS])


def list_open(project: Project) -> list[Submission]:
    """What has not ended, the oldest first."""
    rows = Submission.objects.filter(project=project, state__in=[State.UNKNOWN, *OPEN])
    return list(rows.only("name", "state", "created_at", "due_at").order_by("created_at")[:MOST_OPEN])


def note_read(member: Member, *, until: datetime) -> None:
    """Notes up to when somebody has read it; a superuser who only looks has no place for that."""
    Member.objects.filter(pk=member.pk).update(handed_over_at=until)


def describe_handover(project: Project, *, since: datetime, until: datetime) -> JsonObject:
    """As a webhook is sent it: names and states, without what people typed. Six queries."""
    found = read_handover(project, since=since, until=until)
    created = [submission for each in found.created for submission in each.submissions]
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "created": [describe_submission(each) for each in created[:MOST_SENT]],
        "failed": [describe_event(each) for each in found.failed[:MOST_SENT]],
        "stopped": [describe_event(each) for each in found.stopped[:MOST_SENT]],
        "unknown": [describe_submission(each) for each in found.unknown[:MOST_SENT]],
        "waiting": [describe_submission(each) for each in found.waiting[:MOST_SENT]],
    }


def describe_submission(submission: Submission) -> JsonObject:
    return {"id": str(submission.pk), "name": submission.name, "state": submission.state}


def describe_event(event: ProjectEvent) -> JsonObject:
    return {"kind": event.kind, "time": event.at.isoformat(), "name": event.subject}
