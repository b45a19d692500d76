"""Asking for an export, finding one's own, and asking anew for one that failed."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from zlib import decompress

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import get_language

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.exports.selection import Selection, sees_all
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Export, ExportChunk, ExportState, Failure, Format
from taskbuilder.records.models.exports import ABOUT_LENGTH, SAVED_FOR, UNFINISHED

MOST_UNFINISHED = 5
"""Exports that one person may wait for at a time."""
MOST_LISTED = 50


class TooMany(Exception):
    """This person already waits for as many exports as one may."""


def ask_for_export(*, person: User, selection: Selection, form: Format, about: str, now: datetime) -> Export:
    """Has a relay make it; raises TooMany."""
    check_unfinished(person)
    return Export.objects.create(
        person=person,
        projects=selection.projects,
        filters=selection.filters,
        about=storable_text(about, limit=ABOUT_LENGTH),
        time_zone=timezone.get_current_timezone_name(),
        language=get_language() or "en",
        format=form,
        created_at=now,
        changed_at=now,
        expires_at=now + SAVED_FOR,
        due_at=now,
    )


def check_unfinished(person: User) -> None:
    """Raises TooMany."""
    if Export.objects.filter(person=person, state__in=UNFINISHED).count() >= MOST_UNFINISHED:
        raise TooMany


def retry_export(export: Export, *, now: datetime) -> bool:
    """Has a relay make a failed one anew, of what there is now; False for one that has not failed."""
    check_unfinished(export.person)
    failed = Export.objects.filter(pk=export.pk, state=ExportState.FAILED)
    return bool(
        failed.update(
            state=ExportState.WAITING,
            failure=Failure.NONE,
            tries=0,
            rows_done=0,
            rows_total=None,
            created_at=now,
            changed_at=now,
            expires_at=now + SAVED_FOR,
            due_at=now,
        )
    )


def list_exports(person: User, *, now: datetime) -> list[Export]:
    """A person's own of projects that they still see, the newest first. Two queries."""
    seen = set(projects_of(person).values_list("pk", flat=True))
    rows = Export.objects.filter(person=person, expires_at__gt=now).order_by("-created_at", "-id")
    return [row for row in rows[:MOST_LISTED] if seen.issuperset(row.projects)]


def find_export(export_id: UUID, *, person: User, now: datetime) -> Export:
    """A person's own, while they see all of its projects; else raises Export.DoesNotExist. Two queries."""
    export = Export.objects.get(pk=export_id, person=person, expires_at__gt=now)
    if not sees_all(person, export.projects):
        raise Export.DoesNotExist
    return export


def read_file(export: Export) -> Iterator[bytes]:
    """The file of a finished export in pieces. A query each: none is open while somebody reads slowly.

    Raises ExportChunk.DoesNotExist where it expires meanwhile.
    """
    for number in range(export.chunk_count):
        chunk = ExportChunk.objects.get(export=export, run=export.run, number=number)
        yield decompress(chunk.data)
