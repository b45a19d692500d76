"""Sources as the rows of a table, for a plan to be made of them: as if they had come from a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet

from taskbuilder.records.inventory.columns import describe_cells, list_columns
from taskbuilder.records.inventory.listing import ALL, Narrowing, select_entries
from taskbuilder.records.models import Project, Source
from taskbuilder.records.regions.sources import fit, list_accepted
from taskbuilder.tables.table import Note, Row, Table
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_text
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.regions.points import to_string
from taskbuilder.taskspec.regions.scaling import Frame

NAME = "name"
REGION = "region"
"""What the headers of regions begin with."""
WITHOUT = _("Sources without an accepted region of “%(template)s”: %(count)d")
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


def make_table(
    *, project: Project, choice: SourceChoice = EVERY, kind: str = "", frames: Sequence[Frame] = ()
) -> Table:
    """The chosen sources of one `kind`, or of all, by name. It has their secrets: only the plan may see it.

    A header is a column's name, such as `url` or `vcn.ip`; columns that are empty throughout are left out.
    Their accepted regions follow, in each of `frames`. A row's number is its place. Raises UnreadableSecret.
    One query, and one for the regions.
    """
    entries = list(select_sources(project, choice).defer(None))
    wanted = [entry for entry in entries if not kind or entry.kind == kind]
    described = [describe_cells(entry, entry.full_request()) for entry in wanted]
    filled = {name for cells in described for name, cell in cells.items() if cell}
    headers = [name for name in list_columns(Source, has_secrets=True) if name in filled]
    regions = list_regions(select_sources(project, choice), frames) if frames else {}
    rows = []
    for number, (entry, cells) in enumerate(zip(wanted, described, strict=True), start=1):
        of_regions = [texts.get(entry.pk, "") for texts in regions.values()]
        rows.append(Row(number, [*(cells.get(name, "") for name in headers), *of_regions]))
    notes = [*note_left_out(len(entries) - len(wanted)), *note_without(regions, wanted)]
    return Table(headers=[*headers, *map(str, regions)], rows=rows, notes=notes)


@dataclass(frozen=True, kw_only=True)
class RegionColumn:
    """What sources have of a region template, in a frame that a service counts in; `str()`: its header."""

    template: str
    frame: Frame

    def __str__(self) -> str:
        return f"{REGION}.{self.template} {self.frame[0]}x{self.frame[1]}"


def list_regions(sources: QuerySet[Source], frames: Sequence[Frame]) -> dict[RegionColumn, dict[UUID, str]]:
    """Every region that was accepted for one of these sources, as it is sent, by the source's key."""
    found: dict[RegionColumn, dict[UUID, str]] = {}
    for region in list_accepted(sources):
        for frame in frames:
            column = RegionColumn(template=region.template.name, frame=frame)
            found.setdefault(column, {})[region.source_id] = to_string(fit(region, frame))
    return found


def note_without(
    regions: Mapping[RegionColumn, Mapping[UUID, str]], wanted: Collection[Source]
) -> Iterable[Note]:
    """Of which templates not every source has a region."""
    keys = {source.pk for source in wanted}
    lacking = {column.template: len(keys - cells.keys()) for column, cells in regions.items()}
    for template, number in lacking.items():
        if number:
            yield Note(template=WITHOUT, params={"template": template, "count": number})


def note_left_out(count: int) -> Iterable[Note]:
    if count:
        yield Note(template=LEFT_OUT, params={"count": count})


def select_sources(project: Project, choice: SourceChoice) -> QuerySet[Source]:
    rows = select_entries(Source, project=project, narrowing=choice.narrowing)
    return rows.filter(pk__in=choice.keys) if choice.keys else rows
