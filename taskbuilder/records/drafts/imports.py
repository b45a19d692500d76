"""Many requests that become drafts in one go: saved while a person looks at them, then made."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from taskbuilder.records.models import Draft, DraftImport, Project, Service, Submission
from taskbuilder.records.submissions.fingerprints import READING

CHUNK = 500
"""Rows of one statement."""


def save_import(
    *, project: Project, person: User, service: Service | None, text: str, now: datetime
) -> DraftImport:
    """In place of the one that the person had in the project."""
    values = {"service": service, "text": text, "created_at": now}
    saved, _is_new = DraftImport.objects.update_or_create(project=project, person=person, defaults=values)
    return saved


def find_import(*, project: Project, person: User) -> DraftImport | None:
    """One query, its service included."""
    return DraftImport.objects.filter(project=project, person=person).select_related("service").first()


def forget_import(*, project: Project, person: User) -> None:
    DraftImport.objects.filter(project=project, person=person).delete()


class ServiceDeleted(Exception):
    """A service that drafts are for was deleted since it was read."""


def create_drafts(found: DraftImport, drafts: Sequence[Draft], *, rest: str) -> bool:
    """Stores the drafts, the first on top of the list; `rest`, what became no draft, stays in the import.

    False where the import was used meanwhile: then nothing is stored. Raises ServiceDeleted, likewise.
    """
    try:
        with transaction.atomic():
            return store_drafts(found, drafts, rest=rest)
    except IntegrityError:
        raise ServiceDeleted from None


def store_drafts(found: DraftImport, drafts: Sequence[Draft], *, rest: str) -> bool:
    current = DraftImport.objects.select_for_update().filter(pk=found.pk, created_at=found.created_at)
    if not current.values_list("pk").first():
        return False
    for place, draft in enumerate(drafts):
        draft.updated_at -= timedelta(microseconds=place)
    Draft.objects.bulk_create(drafts, batch_size=CHUNK)
    if rest:
        later = found.created_at + timedelta(microseconds=1)
        DraftImport.objects.filter(pk=found.pk).update(text=rest, created_at=later)
    else:
        current.delete()
    return True


def list_used_names(project: Project, names: Iterable[str]) -> frozenset[str]:
    """Those that tasks of the project have, or may have. A query for each CHUNK of them."""
    if project.suffixes_names:
        return frozenset()
    asked = [*dict.fromkeys(names)]
    tasks = Submission.objects.filter(project=project, state__in=READING)
    parts = (asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK))
    return frozenset(
        name for part in parts for name in tasks.filter(name__in=part).values_list("name", flat=True)
    )
