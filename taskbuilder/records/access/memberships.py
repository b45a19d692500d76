"""Who may do what in which project."""

from functools import cache

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from taskbuilder.records.models import Member, Project, Role, Submission
from taskbuilder.records.submissions.states import State


def find_membership(*, person: User | AnonymousUser, slug: str, is_for_page: bool = True) -> Member | None:
    """The membership behind a project's address, None for a stranger. One query; another for a superuser.

    A superuser sees every project, as a viewer: where they are no member, the membership is not stored.

    It has its project and, for a page's header, the project's pace and `unknown_count`, of
    submissions that wait for a decision. Counting these takes as long as all the rest.
    """
    found = list_counted_memberships() if is_for_page else list_memberships()
    # One at most: `first` would sort, and build half of the query again.
    member = next(iter(found.filter(person_id=person.pk, project__slug=slug)), None)
    return member or (find_visit(person, slug) if isinstance(person, User) and person.is_superuser else None)


@cache
def list_memberships() -> QuerySet[Member]:
    return Member.objects.select_related("project")


def find_visit(person: User, slug: str) -> Member | None:
    """The membership, stored nowhere, of a superuser who only looks; pages mark its project by `is_visit`."""
    projects: QuerySet[Project] = Project.objects.annotate(unknown_count=count_unknown("pk"))
    project = projects.select_related("pace").filter(slug=slug).first()
    if project is None:
        return None
    member = Member(person=person, project=project, role=Role.VIEWER)
    vars(project)["is_visit"] = True
    vars(member)["unknown_count"] = vars(project)["unknown_count"]
    return member


@cache
def list_counted_memberships() -> QuerySet[Member]:
    return Member.objects.annotate(unknown_count=count_unknown("project")).select_related("project__pace")


def count_unknown(project: str) -> Combinable:
    """How many of a project's submissions are unknown; `project` is the column that names it."""
    unknown = Submission.objects.filter(project=OuterRef(project), state=State.UNKNOWN)
    return Subquery(unknown.order_by().values("project").annotate(count=Count("pk")).values("count"))


def projects_of(person: User | AnonymousUser) -> QuerySet[Project]:
    """The projects that the person is a member of, and a superuser's others, by name. One query.

    `is_own` says which they are a member of.
    """
    own = Exists(Member.objects.filter(project=OuterRef("pk"), person_id=person.pk))
    projects = Project.objects.annotate(is_own=own).order_by("name", "pk")
    return projects if person.is_superuser else projects.filter(is_own=True)
