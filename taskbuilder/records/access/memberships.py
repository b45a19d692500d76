"""Who may do what in which project."""

import logging
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Draft, Member, Project, Role, Submission
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.states import State

MOST_NAMED = 10
LOG = logging.getLogger(__name__)
JOINED = "“%(name)s” joined as a superuser, with the role of a manager."


def find_membership(*, person: User | AnonymousUser, slug: str, is_for_page: bool = True) -> Member | None:
    """The membership behind a project's address, None for a stranger. One query; another for a superuser.

    A superuser sees every project, as a viewer: where they are not a member, the membership is not stored.

    It has its project and, for a page's header, the project's pace and `unknown_count`, of
    submissions that wait for a decision. Counting these takes as long as all the rest.
    """
    found = COUNTED_MEMBERSHIPS if is_for_page else MEMBERSHIPS
    member = found.first(person=person.pk, slug=slug)
    return member or (find_visit(person, slug) if isinstance(person, User) and person.is_superuser else None)


def find_own_draft(
    *, person: User | AnonymousUser, slug: str, draft_id: UUID, is_for_page: bool = True
) -> tuple[Member, Draft] | None:
    """A member's own draft in a project, or a shared one, its service included, and the membership as above.

    One query.
    """
    found = COUNTED_DRAFTS if is_for_page else DRAFTS
    draft = found.first(pk=draft_id, person=person.pk, slug=slug)
    if draft is None or person.pk is None:
        return None
    row = vars(draft)
    member = Member(pk=row["member_id"], person_id=person.pk, project=draft.project, role=row["member_role"])
    if is_for_page:
        vars(member)["unknown_count"] = row["unknown_count"]
    return member, draft


def find_visit(person: User, slug: str) -> Member | None:
    """The membership, stored nowhere, of a superuser who only looks; pages mark it by `is_visit`."""
    projects: QuerySet[Project] = Project.objects.annotate(unknown_count=count_unknown("pk"))
    project = projects.select_related("pace").filter(slug=slug).first()
    if project is None:
        return None
    member = Member(person=person, project=project, role=Role.VIEWER)
    vars(member)["unknown_count"] = vars(project)["unknown_count"]
    return member


@transaction.atomic
def join_project(*, person: User, project: Project) -> bool:
    """Makes a superuser a manager, and writes that into the project's history; False for a member already."""
    _member, is_new = Member.objects.get_or_create(
        person=person, project=project, defaults={"role": Role.MANAGER}
    )
    if is_new:
        LogEntry.objects.create(
            user=person,
            content_type=ContentType.objects.get_for_model(Project),
            object_id=str(project.pk),
            object_repr=str(project)[:200],
            action_flag=CHANGE,
            change_message=JOINED % {"name": person.get_username()},
        )
        LOG.info("A superuser joined a project", extra={"project": project.pk, "user": person.pk})
    return is_new


def count_unknown(project: str) -> Combinable:
    """How many of a project's submissions are unknown; `project` is the column that names it."""
    return count_submissions(project, Q(state=State.UNKNOWN))


def count_submissions(project: str, which: Q) -> Combinable:
    found = Submission.objects.filter(which, project=OuterRef(project))
    return Subquery(found.order_by().values("project").annotate(count=Count("pk")).values("count"))


def list_memberships() -> QuerySet[Member]:
    """One's own in the project of a slug."""
    person, slug = Parameter("person", fields_of(User)["id"]), Parameter("slug", fields_of(Project)["slug"])
    return Member.objects.filter(person_id=person, project__slug=slug).select_related("project")


def list_counted_memberships() -> QuerySet[Member]:
    return list_memberships().annotate(unknown_count=count_unknown("project")).select_related("project__pace")


def list_drafts_of_members() -> QuerySet[Draft]:
    """One's own draft, or a shared one, in the project of a slug, of which one is a member."""
    pk, person = Parameter("pk", fields_of(Draft)["id"]), Parameter("person", fields_of(User)["id"])
    slug = Parameter("slug", fields_of(Project)["slug"])
    drafts = Draft.objects.filter(Q(owner_id=person) | Q(is_shared=True), pk=pk, project__slug=slug)
    drafts = drafts.filter(project__members__person_id=person).select_related("project", "service")
    return drafts.annotate(member_id=F("project__members__pk"), member_role=F("project__members__role"))


def list_counted_drafts() -> QuerySet[Draft]:
    counted = list_drafts_of_members().annotate(unknown_count=count_unknown("project"))
    return counted.select_related("project__pace", "service")


MEMBERSHIPS, COUNTED_MEMBERSHIPS = Prepared(list_memberships), Prepared(list_counted_memberships)
DRAFTS, COUNTED_DRAFTS = Prepared(list_drafts_of_members), Prepared(list_counted_drafts)


def projects_of(person: User | AnonymousUser) -> QuerySet[Project]:
    """The projects that the person is a member of, and a superuser's others, by name. One query.

    `is_own` says which they are a member of, `own_role` as what.
    """
    return select_projects(person.pk, is_superuser=person.is_superuser)


def list_own_projects(person: User) -> QuerySet[Project]:
    """The projects that the person is a member of, by name, each with their `own_role`. One query."""
    return Project.objects.filter(members__person=person).annotate(own_role=F("members__role"))


def select_creators(project_id: int) -> QuerySet[Member]:
    """Those who may create tasks in a project, by name."""
    roles = [role for role in Role if role.includes(Role.OPERATOR)]
    rows = Member.objects.filter(project=project_id, role__in=roles, person__is_active=True)
    return rows.order_by("person__username")


def list_creators(project: Project) -> list[str]:
    """The names of the first of those who may create tasks in a project. One query."""
    return list(select_creators(project.pk).values_list("person__username", flat=True)[:MOST_NAMED])


def may_create(person_id: int, project_id: int) -> bool:
    """Whether somebody may create tasks in a project now. One query."""
    return select_creators(project_id).filter(person=person_id).exists()


def may_create_in(project: Project) -> bool:
    """`project` comes from `projects_of` or `list_own_projects`."""
    role = vars(project)["own_role"]
    return role is not None and Role(role).includes(Role.OPERATOR)


def select_projects(person: int | Parameter | None, *, is_superuser: bool) -> QuerySet[Project]:
    own = Member.objects.filter(project=OuterRef("pk"), person_id=person)
    projects = Project.objects.annotate(is_own=Exists(own), own_role=Subquery(own.values("role")))
    projects = projects.order_by("name", "pk")
    return projects if is_superuser else projects.filter(is_own=True)
