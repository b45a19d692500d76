"""Writes what submissions are found by: of those stored before there was an index, and of all anew."""

from collections import defaultdict
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Manager

from taskbuilder.records.models import SearchEntry, Submission, TrigramIndex
from taskbuilder.records.search.entries import as_columns, write_text
from taskbuilder.records.submissions.pagination import walk_by_time
from taskbuilder.taskspec.search.kinds import Kinds, read_kinds

CHUNK = 500
COLUMNS = ("pk", "project_id", "created_at", "name", "description", "request")


def rebuild() -> int:
    """Writes everything anew, and the index with it; beside senders. The count of submissions."""
    forget_all()
    return fill(Submission.objects, SearchEntry.objects)


@transaction.atomic
def forget_all() -> None:
    """Empties the index, also one that is out of step with its entries."""
    if connection.vendor == "sqlite":
        give_command("rebuild")
    SearchEntry.objects.all().delete()


def give_command(name: str) -> None:
    """Has FTS5 do something with its index."""
    TrigramIndex(itself=name).save(force_insert=True)


def fill(submissions: Manager[Submission], entries: Manager[SearchEntry]) -> int:
    """Of each submission that has none: the oldest first, a chunk in one transaction, safe to run again.

    Both are managers, of whatever state of the models.
    """
    count = 0
    missing = submissions.filter(search_entry=None).only(*COLUMNS)
    for chunk in walk_by_time(missing, chunk=CHUNK):
        with transaction.atomic():
            entries.bulk_create(entries.model(submission_id=row.pk, text=write_text(row)) for row in chunk)
            for kinds, keys in group_by_kinds(chunk).items():
                submissions.filter(pk__in=keys).update(**as_columns(kinds))
        count += len(chunk)
    return count


def group_by_kinds(rows: list[Submission]) -> dict[Kinds, list[UUID]]:
    """Few kinds are written by few statements, however many rows have them; without a request none are."""
    groups: defaultdict[Kinds, list[UUID]] = defaultdict(list)
    for row in rows:
        if row.request:
            groups[read_kinds(row.request)].append(row.pk)
    return groups
