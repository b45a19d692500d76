"""Searching the cloud for the tasks of a submission whose outcome is unknown (api.md, list)."""

import time
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from taskbuilder.cloud import MOST_TASKS, CloudClient, Limits, TaskDetails
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.models import CreatedTask, Decision, Submission, Verdict
from taskbuilder.records.models.decisions import Match
from taskbuilder.records.outbox import rate_limit
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform

# Shorter than a web server lets a page take, the paging included.
LIMITS = Limits(connect_seconds=3, read_seconds=5, total_seconds=20)
MOST_SECONDS = 15.0
MOST_PAGES = 100
TOLERANCE = timedelta(minutes=10)
"""How far the cloud's clock may be off ours."""
PARTIAL = _("The service has too many tasks to check them all. There may be more matches.")


class MatchStrength(StrEnum):
    """What a task of the same name has in common besides, the most first."""

    INPUT = "input"
    TIME = "time"
    NAME = "name"


def search_cloud(submission: Submission, *, by: User | None, now: datetime) -> Decision:
    """Asks the cloud, compares, and notes what was found. Raises CloudError or UnreadableSecret.

    `submission` has its project and service. No transaction may be open: this waits for the cloud.
    """
    tasks, are_all = read_tasks(submission)
    rate_limit.record_reachable(submission.project_id)
    return submission.decisions.create(
        verdict=Verdict.LOOKED,
        by=by,
        at=now,
        attempt_count=submission.attempt_count,
        note="" if are_all else PARTIAL,
        matches=list_matches(submission, tasks),
    )


def read_tasks(submission: Submission) -> tuple[list[TaskDetails], bool]:
    """The service's tasks, and whether these are all: on IEF those that its filters let through.

    Page by page, up to a bound of pages and of time.
    """
    tasks: list[TaskDetails] = []
    deadline = time.monotonic() + MOST_SECONDS
    filters, service_id = make_filters(submission), submission.service.service_id
    with closing(open_session(threads=1, limits=LIMITS)) as session:
        client = CloudClient(account_of(submission.project), session=session)
        for number in range(MOST_PAGES):
            offset = number * MOST_TASKS
            page = client.list_tasks(service_id=service_id, offset=offset, filters=filters).tasks
            tasks += page
            if len(page) < MOST_TASKS or time.monotonic() > deadline:
                return tasks, len(page) < MOST_TASKS
    return tasks, False


def make_filters(submission: Submission) -> dict[str, str]:
    if submission.service.spec.platform is not Platform.IEF:
        return {}
    since, until = (round(moment.timestamp() * 1000) for moment in find_window(submission))
    return {"name_like": submission.name, "created_since": str(since), "created_until": str(until)}


def find_window(submission: Submission) -> tuple[datetime, datetime]:
    """When the tasks were created if they were: around the attempts that may have done so."""
    attempts = list(submission.attempts.all())
    begin = attempts[0].started_at if attempts else submission.created_at
    ends = [attempt.ended_at for attempt in attempts if attempt.ended_at]
    return begin - TOLERANCE, max([begin, *ends]) + TOLERANCE


def list_matches(submission: Submission, tasks: list[TaskDetails]) -> list[Match]:
    """The tasks of the same name, the likeliest first, as a decision saves them.

    One that is known to be another submission's is taken.
    """
    same = [task for task in tasks if task.name == submission.name]
    others = find_taken(submission, task_ids=[task.id for task in same])
    taken = set(others.values_list("task_id", flat=True))
    matches = [describe_match(submission, task, is_taken=task.id in taken) for task in same]
    order = list(MatchStrength)
    return sorted(
        matches, key=lambda match: (match["is_taken"], order.index(MatchStrength(match["likeness"])))
    )


def find_taken(submission: Submission, *, task_ids: Collection[str]) -> QuerySet[CreatedTask]:
    """The tasks of these ids that another submission has; with its submission and project. One query.

    A task belongs to one submission, in whichever project here that reaches the same project of the cloud.
    """
    rows = CreatedTask.objects.filter(
        task_id__in=task_ids, submission__project__cloud_project_id=submission.project.cloud_project_id
    )
    return rows.exclude(submission=submission).select_related("submission__project")


def describe_match(submission: Submission, task: TaskDetails, *, is_taken: bool) -> Match:
    return {
        "id": task.id,
        "name": task.name,
        "state": task.state,
        "created_at": task.created_at.isoformat() if task.created_at else "",
        "likeness": compare(submission, task).value,
        "is_taken": is_taken,
    }


def compare(submission: Submission, task: TaskDetails) -> MatchStrength:
    begin, end = find_window(submission)
    if task.created_at is None or not begin <= task.created_at <= end:
        return MatchStrength.NAME
    requests: tuple[JsonObject, ...] = (submission.request, {"input": task.input})
    reads, theirs = ({digest for _number, digest in identify_inputs(request)} for request in requests)
    return MatchStrength.INPUT if reads & theirs else MatchStrength.TIME
