"""Finding submissions: pages of them, one with all its parts, and those that share a name."""

import re
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import CreatedTask, Decision, Project, Submission
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.records.submissions.pagination import Page, page_newer, page_older, read_cursor
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.taskspec.json_value import JsonObject

MOST_REQUESTS = 30
NAMESAKES_AMONG = 1_000
"""Names have no index: how many of a project's last submissions are looked through for one."""
ID_LENGTH = 32
BEGUN_ID = re.compile(r"[0-9a-f]{8,32}")
# What a list never shows: the request and everything that is as large.
PAYLOADS = ("request", "secrets", "confirmations")


def find_submission_of_draft(*, project: Project, draft_id: UUID, person: User) -> Submission | None:
    """What this person's draft became, for a Back or a reload after creating. One query."""
    return Submission.objects.filter(draft_id=draft_id, project=project, created_by=person).first()


def list_submissions(
    *,
    project: Project,
    before: str | None = None,
    after: str | None = None,
    limit: int = 50,
    state: str = "",
    words: str = "",
) -> Page:
    """The page older than the cursor `before`, or newer than `after`, or else the newest. One query.

    `state` is one of State's values, `words` a part of the name in any letter case, or an id of the
    submission or of a task that it created, or its beginning of eight digits or more; an empty one filters
    nothing. A cursor that cannot be read, as from a mangled address, leads to the newest page.
    """
    rows = Submission.objects.filter(project=project).defer(*PAYLOADS).select_related("service", "created_by")
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(name__icontains=storable_text(words, limit=NAME_LENGTH)) | has_id(words))
    if (cursor := read_cursor(after)) is not None:
        return page_newer(rows, cursor, limit)
    return page_older(rows, read_cursor(before), limit)


def list_unknown(*, project: Project, limit: int) -> list[Submission]:
    """What waits for a decision, the oldest first, with attempts and decisions. Three queries."""
    rows = Submission.objects.filter(project=project, state=State.UNKNOWN).defer("secrets", "confirmations")
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    related = rows.select_related("service", "created_by").prefetch_related("attempts", decisions)
    return list(related.order_by("created_at", "pk")[:limit])


def has_id(words: str) -> Q:
    """Whether an id begins with the words; nothing that is too short for an id is looked for."""
    digits = words.replace("-", "").lower()
    if not BEGUN_ID.fullmatch(digits):
        return Q()
    created = CreatedTask.objects.filter(task_id__startswith=digits)
    first, last = UUID(digits.ljust(ID_LENGTH, "0")), UUID(digits.ljust(ID_LENGTH, "f"))
    return Q(pk__range=(first, last)) | Q(pk__in=created.values("submission"))


def get_submission(*, project: Project, submission_id: UUID) -> Submission:
    """One submission with all that belongs to it; raises Submission.DoesNotExist. Four queries.

    That is its project, service, person, attempts, tasks, and decisions with who made them.
    """
    rows = Submission.objects.select_related("project", "service", "created_by")
    decisions = Prefetch("decisions", Decision.objects.select_related("by"))
    return rows.prefetch_related("attempts", "tasks", decisions).get(pk=submission_id, project=project)


def list_latest_requests(project: Project) -> list[JsonObject]:
    """The requests of a project's latest submissions, newest first, each secret in them a MASK. One query."""
    rows = Submission.objects.filter(project=project).order_by("-created_at", "-id")
    return list(rows.values_list("request", flat=True)[:MOST_REQUESTS])


def list_namesakes(submission: Submission, *, limit: int) -> list[Submission]:
    """Others of its project's last whose tasks have, or may get, its name; the newest first. One query."""
    rows = Submission.objects.filter(project=submission.project_id).order_by("-created_at", "-id")
    others = Submission.objects.filter(pk__in=rows.values("pk")[:NAMESAKES_AMONG], name=submission.name)
    others = others.exclude(pk=submission.pk).exclude(state__in=NOTHING_CREATED)
    return list(others.defer(*PAYLOADS).order_by("-created_at", "-id")[:limit])
