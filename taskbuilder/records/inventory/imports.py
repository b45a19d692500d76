"""A table that becomes sources or sinks: saved while a person looks at it, then taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from taskbuilder.records.inventory.columns import KNOWN_BY, list_fields, name_column
from taskbuilder.records.inventory.rows import Change, EntryRow, Reading, make_plain
from taskbuilder.records.inventory.sections import INPUT, MODELS, section_name
from taskbuilder.records.inventory.store import (
    CHUNK,
    MOST_ENTRIES,
    EntryConflict,
    TooManyEntries,
    make_entry,
    set_contents,
)
from taskbuilder.records.models import InventoryEntry, InventoryImport, Project
from taskbuilder.tables.contents import Content
from taskbuilder.tables.matching import SAMPLE, Wanted, match_columns
from taskbuilder.tables.table import Table
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonObject, as_list
from taskbuilder.taskspec.marks import AddressPart, Destination, find_mark
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS

MOST_IMPORTED = 10_000
"""Rows of one table."""
TITLES = {
    "name": _("Name"),
    "kind": _("Type"),
    "site": _("Site"),
    "tags": _("Inventory tags"),
    "notes": _("Notes"),
}
ALSO_CALLED = {"tags": _("Tags")}
BETWEEN = " / "
WRITTEN = ("name", "kind", "request", "secrets", "address", "site", "tag_text", "notes", "by", "changed_at")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How many entries an import made, and how many it changed."""

    new: int
    changed: int


def title_column(model: type[InventoryEntry], name: str, kind: str = "") -> str:
    """What a column is called in the reader's language: "VCN server IP address".

    By that type where it has the column, else by all that have it.
    """
    if name in TITLES:
        return gettext(TITLES[name])
    kinds = list_fields(section_name(model))
    titles = {
        each: gettext(info.title or name)
        for each, fields in kinds.items()
        for column, info in fields.items()
        if name_column(column) == name
    }
    return titles.get(kind) or BETWEEN.join(dict.fromkeys(titles.values())) or name


def list_wanted(model: type[InventoryEntry], kind: str) -> list[Wanted]:
    """What columns can be, those of every entry first, then those of that type, then those of others."""
    fields = list_fields(section_name(model))
    ordered = {kind: fields.get(kind, {}), **fields}
    wanted = {name: Wanted(key=name, names=tuple(list_names(name))) for name in KNOWN_BY}
    for columns in ordered.values():
        for column, info in columns.items():
            name, mark = name_column(column), find_mark(info, Destination)
            is_url = mark is not None and mark.part == AddressPart.URL
            content = Content.ADDRESS if is_url else Content.TEXT
            names = (name, column[-1], *name_all(column[-1], info.title or name))
            wanted.setdefault(name, Wanted(key=name, names=names, content=content))
    return list(wanted.values())


def list_names(name: str) -> Iterator[str]:
    """What a column of every entry is called."""
    yield from name_all(name, TITLES[name])
    if name in ALSO_CALLED:
        yield from name_all(name, ALSO_CALLED[name])


def name_all(name: str, title: str) -> tuple[str, ...]:
    """A member's name, and its title in each language."""
    titles = []
    for language, _words in settings.LANGUAGES:
        with override(language):
            titles.append(gettext(title))
    return (name, *titles)


def name_kinds(model: type[InventoryEntry]) -> dict[str, str]:
    """Each type by its name, and by its titles in lower case."""
    found = INPUTS if section_name(model) == INPUT else SINKS
    return {
        called.casefold(): str(name)
        for name, each in found.items()
        for called in name_all(str(name), each.title or str(name))
    }


def save_import(
    *,
    project: Project,
    person: User,
    entries: str,
    kind: str,
    table: Table,
    now: datetime,
) -> None:
    """In place of the one that the person had for this list; its columns are matched."""
    model = MODELS[entries]
    sample = [row.cells for row in table.rows[:SAMPLE]]
    matched = match_columns(table.headers, sample, list_wanted(model, kind))
    stored: JsonObject = {
        "headers": [*table.headers],
        "rows": [[row.number, [*row.cells]] for row in table.rows],
        "notes": [note.render(gettext) for note in table.notes],
    }
    values = {
        "kind": kind,
        "table": stored,
        "columns": {str(at): name for at, name in matched.items()},
        "created_at": now,
    }
    InventoryImport.objects.update_or_create(project=project, person=person, entries=entries, defaults=values)


def find_import(*, project: Project, person: User, entries: str) -> InventoryImport | None:
    return InventoryImport.objects.filter(project=project, person=person, entries=entries).first()


def forget_import(*, project: Project, person: User, entries: str) -> None:
    InventoryImport.objects.filter(project=project, person=person, entries=entries).delete()


def set_columns(found: InventoryImport, columns: Mapping[int, str], *, kind: str) -> None:
    found.columns = {str(at): name for at, name in columns.items()}
    found.kind = kind
    found.created_at += timedelta(microseconds=1)
    found.save(update_fields=["columns", "kind", "created_at"])


def list_rows(found: InventoryImport) -> list[tuple[int, list[str]]]:
    """Each row's number and cells. Raises UnreadableSecret."""
    rows = cast("list[list[object]]", as_list(found.table["rows"]))
    return [(cast(int, number), cast("list[str]", cells)) for number, cells in rows]


def read_rows(found: InventoryImport, *, now: datetime) -> list[EntryRow]:
    """What each row comes to, with what the project has. A query for each CHUNK of names."""
    model = MODELS[found.entries]
    columns = {int(at): name for at, name in found.columns.items()}
    rows = list_rows(found)
    at = next((place for place, name in columns.items() if name == "name"), None)
    names = {make_plain(cells[at]) for _number, cells in rows if at is not None and at < len(cells)}
    reading = Reading(
        model=model,
        columns=columns,
        kind=found.kind,
        known=find_known(model, found.project_id, names),
        kind_names=name_kinds(model),
        now=now,
    )
    return list(reading.read_all(rows))


def find_known(
    model: type[InventoryEntry], project_id: int, names: Iterable[str]
) -> dict[str, InventoryEntry]:
    asked = [name for name in names if name]
    found: dict[str, InventoryEntry] = {}
    for start in range(0, len(asked), CHUNK):
        rows = model._default_manager.filter(project_id=project_id, name__in=asked[start : start + CHUNK])
        found |= {row.name: row for row in rows}
    return found


def take(
    found: InventoryImport, rows: Sequence[EntryRow], *, project: Project, by: User, now: datetime
) -> Taken:
    """Stores what is new and what changed, in one transaction; the rest of the import is forgotten.

    Raises EntryConflict where something was changed meanwhile, and TooManyEntries.
    """
    model: type[InventoryEntry] = MODELS[found.entries]
    new = [
        make_entry(model, project=project, contents=row.contents, by=by, now=now)
        for row in rows
        if row.change is Change.NEW and row.contents is not None
    ]
    changed = [row for row in rows if row.change is Change.CHANGED]
    try:
        with transaction.atomic():
            current = InventoryImport.objects.select_for_update().filter(
                pk=found.pk, created_at=found.created_at
            )
            if not current.values_list("pk").first():
                raise EntryConflict
            if model._default_manager.filter(project=project).count() + len(new) > MOST_ENTRIES:
                raise TooManyEntries
            model._default_manager.bulk_create(new, batch_size=CHUNK)
            write_changed(model, changed, by=by, now=now)
            current.delete()
    except IntegrityError:
        raise EntryConflict from None
    return Taken(new=len(new), changed=len(changed))


def write_changed(model: type[InventoryEntry], rows: Sequence[EntryRow], *, by: User, now: datetime) -> None:
    """Raises EntryConflict where an entry is not as it was when the row was compared with it."""
    entries = {row.entry.pk: row for row in rows if row.entry is not None}
    seen = {pk: row.entry.changed_at for pk, row in entries.items() if row.entry is not None}
    keys = list(entries)
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        held = model._default_manager.select_for_update().filter(pk__in=part).order_by("pk")
        current = dict(held.values_list("pk", "changed_at"))
        if any(current.get(pk) != seen[pk] for pk in part):
            raise EntryConflict
        written = []
        for pk in part:
            row = entries[pk]
            if row.entry is not None and row.contents is not None:
                set_contents(row.entry, row.contents, by=by, now=now)
                written.append(row.entry)
        more = ("digest", "former", "node") if section_name(model) == INPUT else ()
        model._default_manager.bulk_update(written, (*WRITTEN, *more))
