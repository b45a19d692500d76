"""Drafts that several people work on: handed to another operator, or shared with all of a project."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from taskbuilder.records.models import Draft, Member, Project, ProjectEvent, Role
from taskbuilder.records.notifications.kinds import HANDED_OVER


def list_operators(project: Project) -> QuerySet[User]:
    """The active members who may create tasks, by name. One query."""
    roles = [role.value for role in Role if role.includes(Role.OPERATOR)]
    members = Member.objects.filter(project=project, role__in=roles)
    return User.objects.filter(pk__in=members.values("person"), is_active=True).order_by("username")


@transaction.atomic
def hand_over(draft: Draft, *, to: User, by: User, now: datetime) -> bool:
    """Gives the draft to another person, secrets and all, who is notified; False where it is gone."""
    rows = Draft.objects.filter(pk=draft.pk, owner=draft.owner_id)
    if not rows.update(owner=to, handed_by=by, is_shared=False):
        return False
    ProjectEvent.objects.create(
        project_id=draft.project_id,
        draft_id=draft.pk,
        name=draft.title,
        by=by.get_username(),
        to=to,
        kind=HANDED_OVER,
        at=now,
    )
    return True


def share(draft: Draft, *, is_shared: bool) -> None:
    """Lets every operator of its project open it, or its owner alone; not if it has another owner by now."""
    Draft.objects.filter(pk=draft.pk, owner=draft.owner_id).update(is_shared=is_shared)
