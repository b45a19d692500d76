"""Saving, changing and deleting sources and sinks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from taskbuilder.records.fields import storable_text
from taskbuilder.records.inventory.sections import find_digest, find_kind, find_node, write_address
from taskbuilder.records.models import FormerAddress, InventoryEntry, Project, Source
from taskbuilder.records.models.inventory import (
    ADDRESS_LENGTH,
    ENTRY_NAME_LENGTH,
    NODE_LENGTH,
    NOTES_LENGTH,
    SITE_LENGTH,
    TAG_SEPARATOR,
    TAGS_LENGTH,
)
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import mask_url, split_secrets

MOST_ENTRIES = 20_000
"""Of one list of a project."""
MOST_FORMER = 20
CHUNK = 500
"""Rows of one statement."""
Entry = TypeVar("Entry", bound=InventoryEntry)


class EntryNameTaken(Exception):
    """The list has an entry of that name."""


class EntryConflict(Exception):
    """The entry was changed since it was read, or it is gone."""


class TooManyEntries(Exception):
    """The list would have more than MOST_ENTRIES."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Contents:
    """What an entry says: its section of a request, with secrets, and what people know it by."""

    name: str
    request: JsonObject
    site: str = ""
    tags: Collection[str] = field(default=())
    notes: str = ""


def add_entry(model: type[Entry], *, project: Project, contents: Contents, by: User, now: datetime) -> Entry:
    """Raises EntryNameTaken and TooManyEntries."""
    if model._default_manager.filter(project=project).count() >= MOST_ENTRIES:
        raise TooManyEntries
    entry = make_entry(model, project=project, contents=contents, by=by, now=now)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise EntryNameTaken from None
    return entry


def make_entry(model: type[Entry], *, project: Project, contents: Contents, by: User, now: datetime) -> Entry:
    """A new entry that is not stored yet."""
    entry = model(project=project, created_at=now)
    set_contents(entry, contents, by=by, now=now)
    return entry


def change_entry(entry: InventoryEntry, *, contents: Contents, by: User, now: datetime) -> None:
    """Writes an entry that was read before. Raises EntryNameTaken; EntryConflict if somebody was faster."""
    seen = entry.changed_at
    set_contents(entry, contents, by=by, now=now)
    try:
        with transaction.atomic():
            held = type(entry)._default_manager.select_for_update().filter(pk=entry.pk, changed_at=seen)
            if not held.values_list("pk").first():
                raise EntryConflict
            entry.save(force_update=True)
    except IntegrityError:
        raise EntryNameTaken from None


def set_contents(entry: InventoryEntry, contents: Contents, *, by: User, now: datetime) -> None:
    """Users and passwords in addresses are hidden wherever they are stored in clear."""
    set_address(entry, contents.request, now=now)
    entry.name = write_words(contents.name, ENTRY_NAME_LENGTH)
    entry.kind = find_kind(contents.request)
    entry.request, entry.secrets = split_secrets(contents.request)
    entry.address = storable_text(write_address(contents.request), limit=ADDRESS_LENGTH)
    entry.site = write_words(contents.site, SITE_LENGTH)
    entry.tag_text = write_tags(contents.tags)
    entry.notes = write_words(contents.notes, NOTES_LENGTH)
    entry.by, entry.changed_at = by, now


def set_address(entry: InventoryEntry, request: JsonObject, *, now: datetime) -> None:
    """What it is now; what it was before is remembered, for the tasks that still use that."""
    digest = find_digest(request)
    if entry.digest and digest != entry.digest:
        former = FormerAddress(digest=entry.digest, until=now.isoformat())
        entry.former = [*entry.former, former][-MOST_FORMER:]
    entry.digest = digest
    if isinstance(entry, Source):
        entry.node = storable_text(find_node(request), limit=NODE_LENGTH)


def write_words(text: str, limit: int) -> str:
    return storable_text(mask_url(text.strip()), limit=limit)


def write_tags(tags: Iterable[str]) -> str:
    """As they are stored: in order, each between two separators. Those that find no room are left out."""
    text = ""
    for tag in sorted({mask_url(" ".join(tag.replace(TAG_SEPARATOR, " ").split())) for tag in tags} - {""}):
        if len(text) + len(tag) + 2 > TAGS_LENGTH:
            break
        text += f"{tag}{TAG_SEPARATOR}"
    return storable_text(f"{TAG_SEPARATOR}{text}", limit=TAGS_LENGTH + 2) if text else ""


def read_tags(text: str) -> list[str]:
    """Tags as people type them, in their commas and semicolons, full-width ones too."""
    for separator in "，；;、\n":
        text = text.replace(separator, TAG_SEPARATOR)
    return [found for tag in text.split(TAG_SEPARATOR) if (found := " ".join(tag.split()))]


def find_entry(model: type[Entry], *, project: Project, entry_id: UUID) -> Entry | None:
    """One of a project's, with who changed it. One query."""
    return model._default_manager.filter(project=project, pk=entry_id).select_related("by").first()


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is changed on many at once; `site`: None leaves it as it is."""

    site: str | None = None
    add: Collection[str] = ()
    remove: Collection[str] = ()


@transaction.atomic
def mark_entries(
    model: type[Entry], *, project: Project, keys: Collection[UUID], marks: Marks, by: User, now: datetime
) -> int:
    """Answers how many there were. Two queries for each CHUNK of them."""
    ordered, count = list(keys), 0
    for start in range(0, len(ordered), CHUNK):
        found = model._default_manager.select_for_update().filter(
            project=project, pk__in=ordered[start : start + CHUNK]
        )
        rows = list(found.only("pk", "site", "tag_text").order_by("pk"))
        for row in rows:
            kept = set(row.tags) - set(marks.remove)
            row.tag_text = write_tags(kept.union(marks.add))
            row.site = row.site if marks.site is None else write_words(marks.site, SITE_LENGTH)
            row.by, row.changed_at = by, now
        model._default_manager.bulk_update(rows, ("site", "tag_text", "by", "changed_at"))
        count += len(rows)
    return count


@transaction.atomic
def delete_entries(model: type[Entry], *, project: Project, keys: Collection[UUID]) -> int:
    """Answers how many there were; tasks that were made from them stay."""
    ordered, count = list(keys), 0
    for start in range(0, len(ordered), CHUNK):
        rows = model._default_manager.filter(project=project, pk__in=ordered[start : start + CHUNK])
        count += rows.delete()[1].get(model._meta.label, 0)
    return count
