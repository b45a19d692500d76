"""The hint for a person without the needed role in a project: who can give it, and where."""

from django.utils.translation import gettext as _

from taskbuilder.records.access.role_givers import list_role_givers
from taskbuilder.records.models import Project, Role
from taskbuilder.taskspec.messages import gettext_noop, write_list

TO_CREATE = gettext_noop(
    "Your role in %(project)s is “%(role)s”. Creating and changing tasks requires “%(needed)s”."
)
TO_ENTER = gettext_noop("Your role in %(project)s is “%(role)s”. This page or action requires “%(needed)s”.")
WHO_CAN = gettext_noop("These people can change your role in Administration, under Members: %(names)s.")
NOBODY = gettext_noop(
    "Nobody can change your role at present: ask the server's administrator to add a superuser."
)
VISIT = gettext_noop(
    "You see %(project)s because you are a superuser. You are not a member: join to create tasks and "
    "resolve submissions."
)


def explain_missing_role(project: Project, role: Role, needed: Role, *, is_refused: bool) -> str:
    """Of a member, whose role is below the needed one. `is_refused`: not what else the page could offer."""
    said = {"role": role.label, "needed": needed.label, "project": project.name}
    names = list_role_givers(project, needed)
    who = _(WHO_CAN) % {"names": write_list(names, _)} if names else _(NOBODY)
    return f"{_(TO_ENTER if is_refused else TO_CREATE) % said} {who}"


def explain_visit(project: Project) -> str:
    """Of a superuser who is not a member."""
    return _(VISIT) % {"project": project.name}
