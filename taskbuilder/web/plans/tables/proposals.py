"""What the columns of a table are proposed to be: by name and content, or as those of the last table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from taskbuilder.forms.labels import translate
from taskbuilder.records.inventory.tables import NAME as NAME_COLUMN
from taskbuilder.records.inventory.tables import REGION
from taskbuilder.records.models import Plan, Project
from taskbuilder.records.models.imports import TableData
from taskbuilder.records.plans.grouping.rows import Grouping
from taskbuilder.tables.matching import match_columns
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.web.plans.tables.columns_form import Choices
from taskbuilder.web.plans.tables.fields import NAME, PlanField

GROUP = _("Group")
SAMPLES = 200
"""Rows by whose content columns are matched."""
NAMES = f"{{{NAME_COLUMN}}}"
"""Tasks are called as their sources are."""


def propose(table: TableData, fields: Sequence[PlanField], *, name: str) -> Choices:
    """For a new plan that is called `name`."""
    columns = match(table, fields)
    return Choices(columns=columns, key=find_key(table, columns), name=name, grouping=name_groups())


def propose_sources(table: TableData, fields: Sequence[PlanField], *, name: str) -> Choices:
    """For a new plan of the inventory's sources: a column is the field that it has the name of."""
    headers = table["headers"]
    return propose_more(
        Choices(columns={}, key=headers.index(NAME_COLUMN), pattern=NAMES, name=name), headers, fields
    )


def propose_more(chosen: Choices, headers: Sequence[str], fields: Sequence[PlanField]) -> Choices:
    """With the columns of sources that fill no field yet."""
    free = {each.pointer for each in fields} - {*chosen.columns.values()}
    wanted = {place: point_to(header) for place, header in enumerate(headers)}
    more = {place: where for place, where in wanted.items() if where in free and place not in chosen.columns}
    places = {header: place for place, header in enumerate(headers) if place not in chosen.columns}
    regions = propose_regions(places, [each for each in fields if each.pointer in free])
    return replace(chosen, columns={**chosen.columns, **more, **regions})


def propose_regions(places: Mapping[str, int], fields: Sequence[PlanField]) -> dict[int, str]:
    """The columns of accepted regions: a field takes the only one of its frame, or that of its name."""
    found: dict[int, str] = {}
    for each in fields:
        if each.frame is None:
            continue
        end = f" {each.frame[0]}x{each.frame[1]}"
        headers = [header for header in places if header.startswith(f"{REGION}.") and header.endswith(end)]
        if len(headers) > 1:
            named = fold(translate(each.title))
            headers = [one for one in headers if fold(one[len(REGION) + 1 : -len(end)]) == named]
        if headers and places[headers[0]] not in found:
            found[places[headers[0]]] = each.pointer
    return found


def point_to(column: str) -> str:
    """Where a request has what a column of sources holds, such as `url` or `vcn.ip`."""
    names = column.split(".")
    return pointer.join(("input", "data", 0, *names) if len(names) == 1 else ("input", *names))


def name_groups() -> Grouping:
    """What the column of groups would be called."""
    return Grouping(name=gettext(GROUP))


def propose_next(plan: Plan, table: TableData, fields: Sequence[PlanField]) -> Choices:
    """As in the plan's table, by what its columns are called there; others as they are matched."""
    known = {fold(header): place for place, header in enumerate(plan.headers)}
    before = {use["column"]: use["pointer"] for use in plan.columns}
    places = {place: known[fold(each)] for place, each in enumerate(table["headers"]) if fold(each) in known}
    columns = {place: before[old] for place, old in places.items() if old in before}
    free = [each for each in fields if each.pointer not in columns.values()]
    more = {place: where for place, where in match(table, free).items() if place not in places}
    key = next((place for place, old in places.items() if old == plan.key_column), None)
    group = next((place for place, old in places.items() if old == plan.group_column), None)
    return Choices(
        columns=columns | more, key=key, pattern=plan.name_pattern, grouping=read_grouping(plan, group)
    )


def read_choices(plan: Plan) -> Choices:
    columns = {use["column"]: use["pointer"] for use in plan.columns}
    grouping = read_grouping(plan, plan.group_column)
    return Choices(columns=columns, key=plan.key_column, pattern=plan.name_pattern, grouping=grouping)


def read_grouping(plan: Plan, column: int | None) -> Grouping:
    """A plan's, with the place of its column in another table."""
    name = gettext(GROUP) if plan.group_column is None else plan.headers[plan.group_column]
    return Grouping(column=column, size=plan.group_size, name=name)


def match(table: TableData, fields: Sequence[PlanField]) -> dict[int, str]:
    return match_columns(table["headers"], table["rows"][:SAMPLES], [each.wanted for each in fields])


def find_key(table: TableData, columns: Mapping[int, str]) -> int | None:
    """None, the task's name, where a column has it; else the first column without blanks or doubles."""
    if NAME in columns.values():
        return None
    for place in range(len(table["headers"])):
        cells = [row[place] for row in table["rows"]]
        if all(cells) and len(set(cells)) == len(cells):
            return place
    return None


def fold(header: str) -> str:
    return header.strip().casefold()


def name_plan(project: Project, file_name: str, template_name: str) -> str:
    """After the file, or the template; with a number where a plan has that name."""
    stem = file_name.rpartition(".")[0] or file_name or template_name
    taken = {*Plan.objects.filter(project=project).values_list("name", flat=True)}
    names = (stem, *(f"{stem} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
