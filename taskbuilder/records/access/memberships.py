"""Who may do what in which project."""

from functools import cache

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, OuterRef, QuerySet, Subquery

from taskbuilder.records.models import Member, Project, Submission
from taskbuilder.records.submissions.states import State


def find_membership(*, person: User | AnonymousUser, slug: str, is_for_page: bool = True) -> Member | None:
    """The membership behind a project's address, None for a stranger. One query.

    It has its project and, for a page's header, the project's pace and `unknown_count`, of
    submissions that wait for a decision. Counting these takes as long as all the rest.
    """
    found = list_counted_memberships() if is_for_page else list_memberships()
    # One at most: `first` would sort, and build half of the query again.
    return next(iter(found.filter(person_id=person.pk, project__slug=slug)), None)


@cache
def list_memberships() -> QuerySet[Member]:
    return Member.objects.select_related("project")


@cache
def list_counted_memberships() -> QuerySet[Member]:
    unknown = Submission.objects.filter(project=OuterRef("project"), state=State.UNKNOWN)
    counts = unknown.order_by().values("project").annotate(count=Count("pk")).values("count")
    return Member.objects.annotate(unknown_count=Subquery(counts)).select_related("project__pace")


def projects_of(person: User | AnonymousUser) -> QuerySet[Project]:
    """The projects that the person is a member of, by name. One query."""
    return Project.objects.filter(members__person_id=person.pk).order_by("name", "pk")
