"""A plan as a folder: template.yaml with the plan and its template, and rows.yaml or rows.csv."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from taskbuilder.command.failure import Failed
from taskbuilder.command.yaml_file import Reader, compose, locate, write_yaml
from taskbuilder.tables.limits import MOST_BYTES, MOST_ROWS
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import UnreadableTable
from taskbuilder.taskspec.secrets.split import MASK

TEMPLATE, ROWS, TABLE = "template.yaml", "rows.yaml", "rows.csv"
NEEDED = ("name", "service", "template")
MEMBERS = (*NEEDED, "key", "name_pattern", "grouping", "columns")


@dataclass(frozen=True, kw_only=True, repr=False)
class Rows:
    """The table of a folder: where it is, and in which line each of its rows begins. Holds secrets."""

    path: Path
    headers: list[str]
    cells: list[list[str]]
    lines: list[int]

    def locate(self, number: int) -> str:
        """Where the row of this number, from 1, is in the file."""
        return f"{self.path}:{self.lines[number - 1]}" if number <= len(self.lines) else str(self.path)


@dataclass(frozen=True, kw_only=True, repr=False)
class Folder:
    """A plan as it is in a folder; `document` is what the endpoint takes. Holds secrets."""

    document: Mapping[str, Any]
    rows: Rows


def read_folder(path: Path) -> Folder:
    """Raises Failed."""
    if not path.is_dir():
        raise Failed(f"{path}: The folder does not exist.")
    plan = read_template(path / TEMPLATE)
    columns = plan.get("columns") or {}
    rows = read_rows(path, named=list(columns) if isinstance(columns, dict) else [])
    document = {
        "name": plan["name"],
        "service_id": plan["service"],
        "template": plan["template"],
        "headers": rows.headers,
        "rows": rows.cells,
        "columns": columns,
        "key": plan.get("key"),
        "name_pattern": plan.get("name_pattern") or "",
        "grouping": plan.get("grouping"),
    }
    return Folder(document=document, rows=rows)


def read_template(path: Path) -> dict[str, Any]:
    node = compose(path)
    if node is None:
        raise Failed(f"{path}: The file is empty. It needs {', '.join(NEEDED)}.")
    reader = Reader(path)
    for name, value in reader.list_members(node):
        if name not in MEMBERS:
            where = locate(path, value)
            raise Failed(f"{where}: “{name}” is unknown. Known are: {', '.join(MEMBERS)}.")
    plan = reader.read(node)
    missing = [name for name in NEEDED if not isinstance(plan, dict) or not plan.get(name)]
    if missing or not isinstance(plan, dict):
        raise Failed(f"{path}: Missing: {', '.join(missing)}.")
    return plan


def read_rows(folder: Path, *, named: Sequence[str]) -> Rows:
    """The rows, from the one of both files that is there."""
    found = [path for path in (folder / ROWS, folder / TABLE) if path.exists()]
    if len(found) != 1:
        which = "has both of" if found else "has neither of"
        raise Failed(f"{folder}: The folder {which} {ROWS} and {TABLE}. It needs one of them.")
    return read_csv(found[0]) if found[0].name == TABLE else read_yaml_rows(found[0], named=named)


def read_csv(path: Path) -> Rows:
    if path.stat().st_size > MOST_BYTES:
        raise Failed(f"{path}: The file is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        table = read_table(path.read_bytes(), path.name)
    except UnreadableTable as error:
        raise Failed(f"{path}: {error.problem.render()}") from None
    return Rows(
        path=path,
        headers=table.headers,
        cells=[row.cells for row in table.rows],
        lines=[row.number for row in table.rows],
    )


def read_yaml_rows(path: Path, *, named: Sequence[str]) -> Rows:
    """A list of rows, each with its cells by their headers; a cell that a row does not name is empty."""
    node = compose(path)
    if node is not None and not isinstance(node, yaml.SequenceNode):
        raise Failed(f"{locate(path, node)}: Enter a list of rows, each beginning with `- `.")
    nodes = [] if node is None else node.value
    if len(nodes) > MOST_ROWS:
        raise Failed(f"{path}: The file has more than {MOST_ROWS} rows.")
    reader = Reader(path, is_text=True)
    rows = [read_cells(reader, each) for each in nodes]
    headers = list(dict.fromkeys([name for row in rows for name in row] + list(named)))
    cells = [[row.get(header, "") for header in headers] for row in rows]
    return Rows(path=path, headers=headers, cells=cells, lines=[each.start_mark.line + 1 for each in nodes])


def read_cells(reader: Reader, node: yaml.Node) -> dict[str, str]:
    row = {}
    for name, value in reader.list_members(node):
        cell = reader.read(value)
        if not isinstance(cell, str):
            raise Failed(f"{locate(reader.path, value)}: “{name}” should be a text.")
        row[name] = cell
    return row


def write_folder(path: Path, document: Mapping[str, Any], *, is_csv: bool, overwrites: bool) -> list[Path]:
    """The files that were written. Raises Failed where there are some already."""
    there = [path / name for name in (TEMPLATE, ROWS, TABLE) if (path / name).exists()]
    if there and not overwrites:
        raise Failed(f"{there[0]}: The file exists already. Choose another folder, or add --overwrite.")
    rows = path / (TABLE if is_csv else ROWS)
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_yaml(path / TEMPLATE, describe_plan(document))
        write_rows(rows, document)
        (path / (ROWS if is_csv else TABLE)).unlink(missing_ok=True)
    except OSError as error:
        raise Failed(f"{error.filename or path}: {error.strerror}.") from None
    return [path / TEMPLATE, rows]


def describe_plan(document: Mapping[str, Any]) -> dict[str, Any]:
    plan = {
        "name": document["name"],
        "service": document["service_id"],
        "key": document["key"],
        "name_pattern": document["name_pattern"],
        "grouping": document.get("grouping"),
        "columns": document["columns"],
        "template": document["template"],
    }
    return {name: value for name, value in plan.items() if value not in (None, "", {})}


def write_rows(path: Path, document: Mapping[str, Any]) -> None:
    headers, rows = document["headers"], document["rows"]
    if path.name == ROWS:
        write_yaml(path, [dict(zip(headers, row, strict=False)) for row in rows])
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headers, *rows])


def list_hidden(document: Mapping[str, Any]) -> list[str]:
    """Where an exported document has marks in place of secrets: places of the template, columns of rows."""
    hidden = [f"template{where}" for where in list_masks(document["template"])]
    for place, header in enumerate(document["headers"]):
        count = sum(MASK in row[place] for row in document["rows"])
        if count:
            hidden.append(f"column “{header}”, rows: {count}")
    return hidden


def list_masks(value: object, where: str = "") -> list[str]:
    if isinstance(value, dict):
        return [found for name, each in value.items() for found in list_masks(each, f"{where}/{name}")]
    if isinstance(value, list):
        return [found for place, each in enumerate(value) for found in list_masks(each, f"{where}/{place}")]
    return [where] if isinstance(value, str) and MASK in value else []
