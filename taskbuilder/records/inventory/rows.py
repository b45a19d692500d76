"""Rows of a table as sources or sinks: what each says, what is wrong with it, and what it would change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pydantic.fields import FieldInfo

from taskbuilder.records.exports.cells import MARK, is_formula
from taskbuilder.records.inventory.columns import Column, list_fields, name_column, read_cell
from taskbuilder.records.inventory.sections import INPUT, find_section_problems, section_name
from taskbuilder.records.inventory.store import Contents, read_tags
from taskbuilder.records.models import InventoryEntry
from taskbuilder.records.models.inventory import ENTRY_NAME_LENGTH, NOTES_LENGTH, SITE_LENGTH
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object
from taskbuilder.taskspec.marks import Secret, find_mark
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import title_of
from taskbuilder.taskspec.problem import Path, Problem, Severity, report, report_own
from taskbuilder.taskspec.secrets.destinations import write_destination
from taskbuilder.taskspec.secrets.restore import restore
from taskbuilder.taskspec.secrets.split import copy_json, find_masks, join_secrets

NO_NAME = _("Enter a name.")
NAME_TWICE = _("The name is already in row %(other)d.")
NO_KIND_YET = _("Enter a type, or choose one for rows without a type.")
NO_KIND = _("“%(kind)s” is not a known type. Use a type of this list.")
OTHER_KIND = _("An entry of this name has another type. Change the name, or delete that entry first.")
AGAIN = _("“%(field)s” is secret and not in the table. Enter it there.")
TOO_LONG = _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d.")
LIMITS = {"name": ENTRY_NAME_LENGTH, "site": SITE_LENGTH, "notes": NOTES_LENGTH}


class Change(StrEnum):
    """What a row would do to the inventory."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True, repr=False)
class EntryRow:
    """One row of a table: its number in the file, its cells by column, and what it comes to."""

    number: int
    kind: str
    cells: Mapping[str, str]
    change: Change
    contents: Contents | None = None
    entry: InventoryEntry | None = None
    problems: Sequence[tuple[str, Problem]] = field(default=())
    """Each with the column that it is about, empty where none is."""

    @property
    def name(self) -> str:
        return one_line(self.cells.get("name", ""))


@dataclass(frozen=True, kw_only=True, repr=False)
class Reading:
    """How a table is read: its columns' names by their places, and the type of rows that name none."""

    model: type[InventoryEntry]
    columns: Mapping[int, str]
    kind: str
    known: Mapping[str, InventoryEntry]
    """What the project has, by name."""
    kind_names: Mapping[str, str]
    """Each type by what people call it, in lower case."""
    now: datetime

    def read_all(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[EntryRow]:
        """Each row, in order; a name that appeared before is wrong."""
        seen: dict[str, int] = {}
        for number, cells in rows:
            named = {name: make_plain(cells[at]) for at, name in self.columns.items() if at < len(cells)}
            name = named.get("name", "")
            row = self.read_row(number, named, other=seen.get(name, 0))
            seen.setdefault(name, number)
            yield row

    def read_row(self, number: int, cells: Mapping[str, str], *, other: int) -> EntryRow:
        entry = self.known.get(cells.get("name", ""))
        kind = self.find_kind(cells, entry)
        row = EntryRow(number=number, kind=kind, cells=cells, change=Change.INVALID)
        if wrong := list(self.find_own(cells, kind, entry, other=other)):
            return replace(row, problems=wrong)
        contents, wrong = self.read_contents(cells, kind, entry)
        if wrong:
            return replace(row, problems=wrong)
        change = Change.NEW if entry is None else compare(entry, contents)
        return replace(row, change=change, contents=contents, entry=entry)

    def find_kind(self, cells: Mapping[str, str], entry: InventoryEntry | None) -> str:
        typed = cells.get("kind", "")
        if typed:
            return self.kind_names.get(typed.casefold(), typed)
        return entry.kind if entry is not None else self.kind

    def find_own(
        self, cells: Mapping[str, str], kind: str, entry: InventoryEntry | None, *, other: int
    ) -> Iterator[tuple[str, Problem]]:
        if not cells.get("name"):
            yield "name", refuse(NO_NAME)
        elif other:
            yield "name", refuse(NAME_TWICE, other=other)
        if kind not in list_fields(section_name(self.model)):
            yield "kind", refuse(NO_KIND, kind=one_line(kind)) if kind else refuse(NO_KIND_YET)
        elif entry is not None and entry.kind != kind:
            yield "kind", refuse(OTHER_KIND)
        for name, limit in LIMITS.items():
            if len(text := cells.get(name, "")) > limit:
                yield name, refuse(TOO_LONG, field=Term(name.capitalize()), length=len(text), limit=limit)

    def read_contents(
        self, cells: Mapping[str, str], kind: str, entry: InventoryEntry | None
    ) -> tuple[Contents, list[tuple[str, Problem]]]:
        """What an entry then says, with what is wrong; columns that the table has not stay as they are."""
        section = section_name(self.model)
        columns = list_fields(section)[kind]
        request = put_cells(section, kind, cells, None if entry is None else entry.request)
        problems: list[Problem] = []
        if entry is not None and entry.secrets:
            request, problems = put_back(request, entry, columns)
        reported = {problem.path for problem in problems}
        problems += [
            report_own("secret.again", path, template=AGAIN, field=name_field(path, columns))
            for path in find_masks(request)
            if pointer.join(path) not in reported
        ]
        found = find_section_problems(self.model, request, now=self.now)
        problems += [each for each in found if each.severity is Severity.ERROR]
        said = [(find_column(problem.path, columns), problem) for problem in problems]
        contents = Contents(
            name=cells["name"],
            request=request,
            site=cells.get("site", entry.site if entry else ""),
            tags=read_tags(cells["tags"]) if "tags" in cells else entry.tags if entry else (),
            notes=cells.get("notes", entry.notes if entry else ""),
        )
        return contents, said


def name_field(path: Path, columns: Mapping[Column, FieldInfo]) -> Term:
    """What the field of a path is called."""
    found = find_column(pointer.join(path), columns)
    titles = {name_column(column): info.title for column, info in columns.items()}
    return Term(titles.get(found) or "") or title_of(path)


def put_back(
    request: JsonObject, entry: InventoryEntry, columns: Mapping[Column, FieldInfo]
) -> tuple[JsonObject, list[Problem]]:
    """The request with the entry's secrets in place of masks; those for another place are wrong."""
    restored = restore(request, entry.request, entry.secrets)
    problems = []
    for where, moved in restored.moved.items():
        path = tuple(pointer.split(where))
        address = write_destination(moved.destination)
        problems.append(report("secret.destination", path, address=address, field=name_field(path, columns)))
    return join_secrets(request, restored.found), problems


def make_plain(cell: str) -> str:
    """A cell without the apostrophe that an export wrote before what would be a formula."""
    bare = cell.removeprefix(MARK)
    return (bare if cell != bare and is_formula(bare) else cell).strip()


def refuse(template: str, **params: object) -> Problem:
    return Problem(path="", rule="", severity=Severity.ERROR, template=template, params=params)


def put_cells(section: str, kind: str, cells: Mapping[str, str], before: JsonObject | None) -> JsonObject:
    """The section with what the cells say; an empty cell removes a field, but keeps a secret as MASK."""
    request: JsonObject = copy_json(before) if before is not None else begin(section, kind)
    whole = as_object(request[section])
    data = as_object(as_list(whole["data"])[0]) if section == INPUT else as_object(whole[kind])
    for column, info in list_fields(section)[kind].items():
        text = cells.get(name_column(column))
        if text is None or (not text and find_mark(info, Secret) is not None and before is not None):
            continue
        value = read_cell(text, info) if text else None
        put_value(whole if section == INPUT and len(column) > 1 else data, column, value)
    return request


def begin(section: str, kind: str) -> JsonObject:
    if section == INPUT:
        return {section: {"type": kind, "data": [{}]}}
    return {section: {kind: {}}}


def put_value(holder: JsonObject, column: Column, value: JsonValue) -> None:
    """Puts a value at a path of objects, or takes it away."""
    for name in column[:-1]:
        below = holder.get(name)
        if not isinstance(below, dict):
            if value is None:
                return
            holder[name] = below = {}
        holder = below
    if value is None:
        holder.pop(column[-1], None)
    else:
        holder[column[-1]] = value


def find_column(path: str, columns: Mapping[Column, object]) -> str:
    """The column that a problem is about: the longest that its pointer leads through."""
    tokens = pointer.split(path)
    rest = tokens[3:] if tokens[1:2] == ["data"] else tokens[1:] if tokens[:1] == [INPUT] else tokens[2:]
    found = [column for column in columns if list(column) == rest[: len(column)]]
    return name_column(max(found, key=len)) if found else ""


def compare(entry: InventoryEntry, contents: Contents) -> Change:
    """Whether an entry already says all that."""
    is_same = (
        entry.full_request() == contents.request
        and entry.site == contents.site
        and entry.tags == sorted(set(contents.tags))
        and entry.notes == contents.notes
    )
    return Change.UNCHANGED if is_same else Change.CHANGED
