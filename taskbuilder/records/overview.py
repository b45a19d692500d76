"""What the first pages list: one's projects; of each its services, one's drafts, its latest submissions."""

from datetime import datetime
from functools import partial

from django.contrib.auth.models import User
from django.db.models import OuterRef, Q, QuerySet, Subquery

from taskbuilder.records.access.memberships import count_submissions, count_unknown, select_projects
from taskbuilder.records.drafts.store import select_drafts
from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Draft, Project, Service, Submission
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.states import State

MOST_DRAFTS, MOST_SUBMISSIONS = 10, 5


def list_services(project: Project) -> list[Service]:
    """By name, without their schemas. One query."""
    return _SERVICES.ask(project=project.pk)


def list_last_drafts(project: Project, owner: User) -> list[Draft]:
    """The owner's, last changed first, without their answers: one above MOST_DRAFTS if more. One query."""
    return _DRAFTS.ask(project=project.pk, owner=owner.pk)


def list_latest(project: Project) -> list[Submission]:
    """The newest, without their requests. One query."""
    return _SUBMISSIONS.ask(project=project.pk)


def list_projects(person: User, *, since: datetime) -> list[Project]:
    """One's own by name, and a superuser's others. One query.

    Each has `is_own`, `last_activity`, and how many submissions are `unknown`, and were `refused` since.
    """
    projects = _ALL_PROJECTS if person.is_superuser else _OWN_PROJECTS
    return projects.ask(person=person.pk, since=since)


def _select_projects(*, is_superuser: bool) -> QuerySet[Project]:
    latest = Submission.objects.filter(project=OuterRef("pk")).order_by("-created_at", "-id")
    since = Parameter("since", fields_of(Submission)["created_at"])
    person = Parameter("person", fields_of(User)["id"])
    return select_projects(person, is_superuser=is_superuser).annotate(
        last_activity=Subquery(latest.values("created_at")[:1]),
        unknown=count_unknown("pk"),
        refused=count_submissions("pk", Q(state=State.REFUSED, created_at__gte=since)),
    )


def _select_services() -> QuerySet[Service]:
    return Service.objects.filter(project=_name_project()).defer("config_schema")


def _select_drafts() -> QuerySet[Draft]:
    owner = Parameter("owner", fields_of(User)["id"])
    return select_drafts(_name_project(), owner)[: MOST_DRAFTS + 1]


def _select_submissions() -> QuerySet[Submission]:
    rows = Submission.objects.filter(project=_name_project()).defer(*PAYLOADS, "service__config_schema")
    return rows.select_related("service", "created_by").order_by("-created_at", "-id")[:MOST_SUBMISSIONS]


def _name_project() -> Parameter:
    return Parameter("project", fields_of(Project)["id"])


_SERVICES, _DRAFTS = Prepared(_select_services), Prepared(_select_drafts)
_SUBMISSIONS = Prepared(_select_submissions)
_OWN_PROJECTS = Prepared(partial(_select_projects, is_superuser=False))
_ALL_PROJECTS = Prepared(partial(_select_projects, is_superuser=True))
