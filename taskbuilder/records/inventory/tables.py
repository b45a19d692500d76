"""Sources as the rows of a table, for a plan to be made of them: as if they had come from a file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet

from taskbuilder.records.inventory.columns import describe_cells, list_columns
from taskbuilder.records.inventory.listing import ALL, Narrowing, select_entries
from taskbuilder.records.models import Project, Source
from taskbuilder.tables.table import Note, Row, Table
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_text
from taskbuilder.taskspec.messages import gettext_noop as _

NAME = "name"
LEFT_OUT = _("Sources of other types that are left out: %(count)d")


@dataclass(frozen=True, kw_only=True)
class SourceChoice:
    """The sources of these keys; without keys all that a list is narrowed to, also those that come later."""

    keys: tuple[UUID, ...] = ()
    narrowing: Narrowing = ALL

    def to_json(self) -> JsonObject:
        return {"keys": [str(key) for key in self.keys]} if self.keys else asdict(self.narrowing)

    @classmethod
    def from_json(cls, held: JsonObject) -> "SourceChoice":
        keys = tuple(UUID(as_text(key)) for key in as_list(held.get("keys")))
        return cls(keys=keys, narrowing=Narrowing(**{name: as_text(held.get(name)) for name in asdict(ALL)}))


EVERY = SourceChoice()


def make_table(*, project: Project, choice: SourceChoice = EVERY, kind: str = "") -> Table:
    """The chosen sources of one `kind`, or of all, by name. It has their secrets: only the plan may see it.

    A header is a column's name, such as `url` or `vcn.ip`; columns that are empty throughout are left out. A
    row's number is its place. Raises UnreadableSecret. One query.
    """
    entries = list(select_sources(project, choice).defer(None))
    wanted = [entry for entry in entries if not kind or entry.kind == kind]
    described = [describe_cells(entry, entry.full_request()) for entry in wanted]
    filled = {name for cells in described for name, cell in cells.items() if cell}
    headers = [name for name in list_columns(Source, has_secrets=True) if name in filled]
    rows = [
        Row(number, [cells.get(name, "") for name in headers])
        for number, cells in enumerate(described, start=1)
    ]
    return Table(headers=headers, rows=rows, notes=list(note_left_out(len(entries) - len(wanted))))


def note_left_out(count: int) -> Iterable[Note]:
    if count:
        yield Note(template=LEFT_OUT, params={"count": count})


def select_sources(project: Project, choice: SourceChoice) -> QuerySet[Source]:
    rows = select_entries(Source, project=project, narrowing=choice.narrowing)
    return rows.filter(pk__in=choice.keys) if choice.keys else rows
