"""Sources and sinks as files, without their secrets: CSV for spreadsheets, and JSON Lines."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from taskbuilder.records.exports.cells import make_inert
from taskbuilder.records.exports.text_files import BOM, encode
from taskbuilder.records.inventory.columns import describe_cells, list_columns
from taskbuilder.records.models import InventoryEntry
from taskbuilder.taskspec.json_value import write_line


def write_csv(model: type[InventoryEntry], entries: Iterable[InventoryEntry]) -> Iterator[bytes]:
    """A line for each below one of column names, by which an import reads them; no cell is a formula."""
    columns = list_columns(model)
    yield encode(BOM + write_row(columns))
    for entry in entries:
        cells = describe_cells(entry)
        yield encode(write_row([cells.get(name, "") for name in columns]))


def write_row(cells: Sequence[str]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerow([make_inert(cell) for cell in cells])
    return text.getvalue()


def write_json_lines(entries: Iterable[InventoryEntry]) -> Iterator[bytes]:
    """An object for each, with the cells of CSV by their columns."""
    for entry in entries:
        yield encode(f"{write_line(describe_cells(entry))}\n")
