"""Who may do what in which project."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from taskbuilder.records.models import Member, Project, Role


def find_role(*, person: User | AnonymousUser, project: Project) -> Role | None:
    """The person's role in the project, None for a stranger. One query."""
    role = Member.objects.filter(person_id=person.pk, project=project).values_list("role", flat=True).first()
    return None if role is None else Role(role)


def find_membership(*, person: User | AnonymousUser, slug: str) -> Member | None:
    """The membership behind a project's address, its project included; None for a stranger. One query."""
    members = Member.objects.filter(person_id=person.pk, project__slug=slug)
    return members.select_related("project").first()


def projects_of(person: User | AnonymousUser) -> QuerySet[Project]:
    """The projects that the person is a member of, by name. One query."""
    return Project.objects.filter(members__person_id=person.pk).order_by("name", "pk")
