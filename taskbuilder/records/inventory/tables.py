"""Sources as the rows of a table, for a plan to be made of them: as if they had come from a file."""

from taskbuilder.records.inventory.columns import describe_cells, list_columns
from taskbuilder.records.inventory.listing import ALL, Narrowing, select_entries
from taskbuilder.records.models import Project, Source
from taskbuilder.tables.table import Row, Table


def make_table(*, project: Project, narrowing: Narrowing = ALL) -> Table:
    """Those that a list is narrowed to, by name, with their secrets: nobody but the plan may see it.

    A header is a column's name, such as `url` or `vcn.ip`; columns that are empty throughout are left out. A
    row's number is its place. Raises UnreadableSecret. One query.
    """
    entries = list(select_entries(Source, project=project, narrowing=narrowing).defer(None))
    described = [describe_cells(entry, entry.full_request()) for entry in entries]
    filled = {name for cells in described for name, cell in cells.items() if cell}
    headers = [name for name in list_columns(Source, has_secrets=True) if name in filled]
    rows = [
        Row(number, [cells.get(name, "") for name in headers])
        for number, cells in enumerate(described, start=1)
    ]
    return Table(headers=headers, rows=rows)
