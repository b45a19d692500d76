"""Filters that are saved by a name, for oneself or for a project."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from taskbuilder.records.fields import fields_of, storable_text
from taskbuilder.records.models import DefaultFilter, Project, SavedFilter
from taskbuilder.records.models.saved_filters import FILTER_NAME_LENGTH
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.taskspec.secrets.split import mask_url

MOST_FILTERS = 50
"""Of one person in one project: a menu of more helps nobody."""


class NameTaken(Exception):
    """Another filter that the same people see has this name."""


class TooManyFilters(Exception):
    """The person has MOST_FILTERS there."""


@dataclass(frozen=True)
class FilterScope:
    """Whose filters, and where: in a project, or across all of them where it is None."""

    person: User
    project: Project | None = None
    is_manager: bool = False

    def may_change(self, saved: SavedFilter) -> bool:
        """One's own; a manager also those that are shared: their owner may have left."""
        return saved.person_id == self.person.pk or (saved.is_shared and self.is_manager)


def list_filters(scope: FilterScope) -> list[SavedFilter]:
    """One's own and those shared in the project, by name. One query."""
    if scope.project is None:
        return OWN_FILTERS.ask(person=scope.person.pk)
    return PROJECT_FILTERS.ask(person=scope.person.pk, project=scope.project.pk)


def select_filters(person: int | Parameter, project: int | Parameter | None) -> QuerySet[SavedFilter]:
    """Each says by `is_default` whether the person's list begins with it."""
    own = Q(person=person)
    if project is None:
        found = SavedFilter.objects.filter(own, project=None)
    else:
        found = SavedFilter.objects.filter(own | Q(is_shared=True), project=project)
    default = DefaultFilter.objects.filter(filter=OuterRef("pk"), person=person)
    return found.annotate(is_default=Exists(default)).order_by("name", "pk")


def prepare_filters(*, is_of_project: bool) -> Prepared[SavedFilter]:
    def declare() -> QuerySet[SavedFilter]:
        project = Parameter("project", fields_of(Project)["id"]) if is_of_project else None
        return select_filters(Parameter("person", fields_of(User)["id"]), project)

    return Prepared(declare)


OWN_FILTERS, PROJECT_FILTERS = prepare_filters(is_of_project=False), prepare_filters(is_of_project=True)


def is_default(saved: SavedFilter) -> bool:
    """Of one that `list_filters` or `find_filter` has found."""
    return bool(vars(saved)["is_default"])


def find_filter(scope: FilterScope, filter_id: int) -> SavedFilter:
    """Raises SavedFilter.DoesNotExist. One query."""
    project = None if scope.project is None else scope.project.pk
    return select_filters(scope.person.pk, project).get(pk=filter_id)


@transaction.atomic
def create_filter(
    scope: FilterScope, *, name: str, query: Mapping[str, str], is_shared: bool, is_default: bool
) -> SavedFilter:
    """Raises NameTaken or TooManyFilters."""
    if SavedFilter.objects.filter(person=scope.person, project=scope.project).count() >= MOST_FILTERS:
        raise TooManyFilters
    saved = SavedFilter(person=scope.person, project=scope.project, query=hide_secrets(query))
    name_filter(saved, name=name, is_shared=is_shared)
    if is_default:
        make_default(scope, saved)
    return saved


def name_filter(saved: SavedFilter, *, name: str, is_shared: bool) -> None:
    """Saves it with its name, for whom it is; raises NameTaken. One that is shared no more is its owner's."""
    saved.name = storable_text(name, limit=FILTER_NAME_LENGTH)
    saved.is_shared = is_shared and saved.project_id is not None
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NameTaken from error
    if not saved.is_shared:
        DefaultFilter.objects.filter(filter=saved).exclude(person=saved.person_id).delete()


def update_filter(saved: SavedFilter, query: Mapping[str, str]) -> None:
    """Has it narrow by something else."""
    saved.query = hide_secrets(query)
    saved.save(update_fields=["query"])


def hide_secrets(query: Mapping[str, str]) -> dict[str, str]:
    """A filter is stored in clear: users and passwords of a searched address are hidden."""
    return {name: mask_url(value) for name, value in query.items()}


@transaction.atomic
def make_default(scope: FilterScope, saved: SavedFilter | None) -> None:
    """The one that the person's list begins with from now on; None for no filter."""
    DefaultFilter.objects.filter(person=scope.person, project=scope.project).delete()
    if saved is not None:
        DefaultFilter.objects.create(person=scope.person, project=scope.project, filter=saved)
