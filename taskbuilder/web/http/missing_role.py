"""The hint for a person without the needed role in a project: who can give it, and where."""

from django.utils.translation import gettext as _

from taskbuilder.records.access.role_givers import list_role_givers
from taskbuilder.records.models import Project, Role
from taskbuilder.taskspec.messages import gettext_noop, write_list

WHO_CAN = gettext_noop(
    "Your role in %(project)s is “%(role)s”, but this requires “%(needed)s”. These people can change it "
    "in Administration, under Members: %(names)s."
)
NOBODY = gettext_noop(
    "Your role in %(project)s is “%(role)s”, but this requires “%(needed)s”. Nobody can change it at "
    "present: ask the server's administrator to add a superuser."
)
VISIT = gettext_noop(
    "You see %(project)s because you are a superuser. You are not a member: join to create tasks and "
    "resolve submissions."
)


def explain_missing_role(project: Project, role: Role, needed: Role) -> str:
    """Of a member, whose role is below the needed one."""
    said = {"role": role.label, "needed": needed.label, "project": project.name}
    if names := list_role_givers(project, needed):
        return _(WHO_CAN) % {**said, "names": write_list(names, _)}
    return _(NOBODY) % said


def explain_visit(project: Project) -> str:
    """Of a superuser who is not a member."""
    return _(VISIT) % {"project": project.name}
