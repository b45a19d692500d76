"""Who has which rights: permissions by themselves and their groups, and roles in projects."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from taskbuilder.records.models import Member, Role


def permissions_of(*, person: User) -> QuerySet[Permission]:
    """What the person was given, also where the account is not active now."""
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def permissions_to_give(*, actor: User) -> QuerySet[Permission]:
    """The permissions that the actor has, and so may give."""
    if actor.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(pk__in=permissions_of(person=actor).values("pk"))


def groups_to_give(*, actor: User) -> QuerySet[Group]:
    """The groups that give nothing beyond what the actor has."""
    beyond = Permission.objects.exclude(pk__in=permissions_to_give(actor=actor).values("pk"))
    return Group.objects.exclude(pk__in=Group.objects.filter(permissions__in=beyond).values("pk"))


def has_higher_role(*, actor: User, roles: Iterable[tuple[int | None, str]]) -> bool:
    """Whether any of these roles is above the actor's own in its project, which is given by its key.

    A project that is not saved yet has no key, and nobody has a role there to be above of.
    """
    if actor.is_superuser:
        return False
    own = dict(Member.objects.filter(person=actor).values_list("project", "role"))
    named = [(project, Role(role)) for project, role in roles if project is not None]
    return any(project not in own or not Role(own[project]).includes(role) for project, role in named)


def explain_excess(*, actor: User, account: User) -> str:
    """Which right of the account the actor lacks, and who may change it; empty where there is none.

    It is never one of a superuser, nor of the actor's own account.
    """
    if actor.is_superuser or actor.pk == account.pk:
        return ""
    if account.is_superuser:
        message = _("“%(name)s” is a superuser. Only a superuser can change it.")
    elif permissions_of(person=account).exclude(pk__in=permissions_to_give(actor=actor)).exists():
        message = _("“%(name)s” has permissions that you do not have. A superuser can change it.")
    elif has_higher_role(actor=actor, roles=account.memberships.values_list("project", "role")):
        message = _("“%(name)s” has a higher role than you in a project. A superuser can change it.")
    else:
        return ""
    return message % {"name": account.get_username()}
