"""What each person wants to know of a project, and where."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from taskbuilder.records.models import NotificationChoice, Project
from taskbuilder.records.models.notifications import USUAL_MINUTES
from taskbuilder.records.notifications.kinds import KINDS, Kind, Scope


@dataclass(frozen=True)
class Choice:
    """Where somebody is notified of one kind of event, and about whose submissions."""

    on_page: Scope = Scope.NONE
    by_mail: Scope = Scope.NONE
    minutes: int | None = None

    def wants(self, place: Scope, *, is_own: bool) -> bool:
        return place is Scope.ALL or (place is Scope.OWN and is_own)


def usual_choice(kind: Kind) -> Choice:
    """Of somebody who has chosen nothing."""
    return Choice(on_page=kind.page, minutes=USUAL_MINUTES if kind.has_minutes else None)


def read_choices(*, project: Project, person: User) -> dict[str, Choice]:
    """By kind. One query."""
    rows = NotificationChoice.objects.filter(project=project, person=person, kind__in=KINDS)
    made = {row.kind: as_choice(row) for row in rows}
    return {name: made.get(name) or usual_choice(kind) for name, kind in KINDS.items()}


def read_all_choices(
    projects: Collection[int], kinds: Iterable[str]
) -> Mapping[tuple[int, str], dict[int, Choice]]:
    """By project and kind, then by person; only what was chosen. One query."""
    found: dict[tuple[int, str], dict[int, Choice]] = {}
    for row in NotificationChoice.objects.filter(project__in=projects, kind__in=[*kinds]):
        found.setdefault((row.project_id, row.kind), {})[row.person_id] = as_choice(row)
    return found


def as_choice(row: NotificationChoice) -> Choice:
    return Choice(Scope(row.on_page), Scope(row.by_mail), row.minutes)


@transaction.atomic
def save_choices(*, project: Project, person: User, choices: Mapping[str, Choice]) -> None:
    """What is as usual leaves no row: who wants nothing more costs nothing more."""
    NotificationChoice.objects.filter(project=project, person=person).delete()
    NotificationChoice.objects.bulk_create(
        NotificationChoice(project=project, person=person, kind=name, **vars(choice))
        for name, choice in choices.items()
        if choice != usual_choice(KINDS[name])
    )
