"""The request that a row makes of a plan's template: no Django, no database."""

import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from taskbuilder.records.plans.cells import Convert, find_reader
from taskbuilder.records.plans.grouping.lines import find_cell, find_differing, merge_lines, split_lines
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.secrets.declared import Declared, declared_by
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.restore import restore
from taskbuilder.taskspec.secrets.split import copy_json, is_marked, join_secrets, mask_url, split_secrets

NAME = "/name"
CLEARED = "{empty}"
"""A cell that clears what the template has, in any column of a field."""
LEFT_OUT: JsonValue = {}
"""No value of a request: it is known by its identity."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_\-一-龥]+")
WORDS_OF_SCHEDULES = frozenset({"/schedule/type", "/schedule/execution_mode"})
write_sorted = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
Token = str | int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the columns of a table are for: (column, JSON Pointer), the key, and the names of tasks.

    Rows that have the same in `group_column` are one task.
    """

    headers: Sequence[str] = ()
    columns: Sequence[tuple[int, str]] = ()
    key_column: int | None = None
    name_pattern: str = ""
    group_column: int | None = None

    @cached_property
    def pointers(self) -> dict[int, str]:
        return dict(self.columns)

    @property
    def width(self) -> int:
        return len(self.headers)

    @property
    def names_row(self) -> int | None:
        """The column whose cell is the key of a row, or of a group."""
        return self.key_column if self.group_column is None else self.group_column


@dataclass
class Node:
    """A place of the request at which, or below which, cells are put. `is_made`: the template has none."""

    column: int = -1
    read: Convert | None = None
    is_made: bool = False
    below: dict[Token, "Node"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Renderer:
    """Makes the requests of rows. It holds secrets: never logged."""

    base: JsonObject
    layout: Layout
    service: Service | None = None

    @cached_property
    def declared(self) -> Declared:
        return declared_by(self.service)

    @cached_property
    def movable(self) -> dict[str, JsonValue]:
        """The template's secrets, by their places, that a column may send elsewhere: one of their section.

        A column that is the secret's own takes its place, or leaves it with its address.
        """
        columns = [where for _column, where in self.layout.columns]
        return {
            place: secret
            for place, secret in self.parts[1].items()
            if any(where != place and section_at(where) == section_at(place) for where in columns)
        }

    @cached_property
    def parts(self) -> tuple[JsonObject, dict[str, JsonValue]]:
        """The template with its secrets hidden, and these by their places."""
        return split_secrets(self.base, self.declared)

    @cached_property
    def masked(self) -> JsonObject:
        """The template with what is movable hidden."""
        masked, secrets = self.parts
        fixed = {place: secret for place, secret in secrets.items() if place not in self.movable}
        return join_secrets(masked, fixed)

    def put_back(self, request: JsonObject) -> JsonObject:
        """These secrets, where they are sent where they were saved for (rule secret.destination)."""
        return join_secrets(request, restore(request, self.masked, self.movable, self.declared).found)

    @cached_property
    def skeleton(self) -> JsonObject:
        """The template with a place for each cell, in canonical order."""
        whole = copy_json(self.masked)
        for _column, where in sorted(self.layout.columns, key=lambda each: each[1]):
            make_place(whole, split(whole, where))
        whole.setdefault("name", "")
        return canonical(whole, upper_case=bool(self.service and self.service.upper_case))

    @cached_property
    def tree(self) -> Node:
        top = Node()
        for column, where in self.layout.columns:
            if where == NAME:
                continue
            tokens, node = split(self.skeleton, where), top
            held: JsonValue = self.base
            for token in tokens:
                held = step(held, token)
                node = node.below.setdefault(token, Node(is_made=held is None))
            node.column, node.read = column, self.find_reader(where, tokens)
        return top

    def find_reader(self, where: str, tokens: Sequence[Token]) -> Convert:
        read = find_reader(self.skeleton, tokens, self.service)
        if where not in WORDS_OF_SCHEDULES:
            return read
        is_upper = bool(self.service and self.service.upper_case)
        return lambda cell: cell.strip().upper() if is_upper else cell.strip().lower()

    def render(self, cells: Sequence[str]) -> JsonObject:
        """The request of a row or a group in canonical order; an empty cell leaves what the template has."""
        if self.layout.group_column is None:
            return self.render_line(cells)
        lines = split_lines(cells, self.layout.width)
        request = self.render_line(merge_lines(lines))
        if self.entries:
            data = [entry for line in lines for entry in self.list_entries(line)]
            request["input"] = {**as_object(request.get("input")), "data": data}
        return request

    def list_entries(self, line: Sequence[str]) -> Iterator[JsonValue]:
        """The inputs that are a line's own."""
        held = as_list(as_object(self.render_line(line).get("input")).get("data"))
        return (held[place] for place in self.entries if place < len(held))

    @cached_property
    def entries(self) -> list[int]:
        """The places of the template's inputs that columns fill."""
        found = (split(self.skeleton, where) for _column, where in self.layout.columns)
        return sorted({tokens[2] for tokens in found if is_of_entry(tokens) and isinstance(tokens[2], int)})

    @cached_property
    def own(self) -> list[int]:
        """The columns that fill the input of a line."""
        columns = self.layout.columns
        return sorted(column for column, where in columns if is_of_entry(split(self.skeleton, where)))

    @cached_property
    def shared(self) -> list[int]:
        """The columns in which the lines of a group have to agree."""
        named = {self.places.get(each.strip().casefold()) for each in self.placeholders}
        used = {column for column, _where in self.layout.columns} - set(self.own)
        return sorted(place for place in used | named if place is not None)

    @property
    def placeholders(self) -> list[str]:
        return PLACEHOLDER.findall(self.layout.name_pattern)

    def locate(self, where: str) -> tuple[int, str]:
        """Of a place in a group's request the line that it is of, and where that line alone would have it."""
        tokens = pointer.split(where)
        number = read_number(tokens[2]) if is_of_entry(tokens) else None
        if self.layout.group_column is None or number is None or not self.entries:
            return 0, where
        line, place = divmod(number, len(self.entries))
        return line, pointer.join((*tokens[:2], self.entries[place], *tokens[3:]))

    def point_at(self, place: int) -> str | None:
        """What of the request a cell fills, by its place among a row's or a group's."""
        line, column = find_cell(place, self.layout.width)
        where = self.layout.pointers.get(column)
        if where is None or not line:
            return where
        tokens = split(self.skeleton, where)
        if not is_of_entry(tokens) or not isinstance(tokens[2], int):
            return where
        entry = line * len(self.entries) + self.entries.index(tokens[2])
        return pointer.join((*tokens[:2], entry, *tokens[3:]))

    def find_differing(self, cells: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """The columns in which the lines of a group do not agree, each with the lines that differ."""
        if self.layout.group_column is None:
            return
        lines = split_lines(cells, self.layout.width)
        for column in self.shared if len(lines) > 1 else ():
            if differing := find_differing(lines, column):
                yield column, differing

    def render_line(self, cells: Sequence[str]) -> JsonObject:
        made, _is_used = fill(self.tree, self.skeleton, cells)
        request = as_object(made)
        request["name"] = self.name_of(cells)
        return self.put_back(request) if self.movable else request

    def key_of(self, cells: Sequence[str]) -> str:
        """What the row is known by: users and passwords of addresses are hidden in it. No secret is a key."""
        column = self.layout.names_row
        if column is None:
            return self.name_of(cells)
        return "" if self.is_key_secret else mask_url(cell_at(cells, column).strip())

    @cached_property
    def is_key_secret(self) -> bool:
        key, headers = self.layout.names_row, self.layout.headers
        if key is None or key >= len(headers):
            return False
        return is_secret_column(headers[key], self.layout.pointers.get(key), self.declared)

    def name_of(self, cells: Sequence[str]) -> str:
        """By the pattern, the row's own column, or the template's name and the key."""
        if self.layout.name_pattern:
            return fill_pattern(self.layout.name_pattern, self.places, cells)
        for column, where in self.layout.columns:
            if where == NAME and cell_at(cells, column).strip():
                return cell_at(cells, column).strip()
        stem = as_text(self.base.get("name"))
        if self.layout.names_row is None:
            return stem
        return "-".join(filter(None, (stem, fit_for_names(self.key_of(cells)))))

    @cached_property
    def places(self) -> dict[str, int]:
        """Of the columns that names may have: names are shown, and stored as they are."""
        columns, declared = dict(self.layout.columns), self.declared
        places = place_headers(self.layout.headers)
        return {
            header: column
            for header, column in places.items()
            if not is_secret_column(header, columns.get(column), declared)
        }


def is_secret_column(header: str, where: str | None, declared: Declared) -> bool:
    """Whether the cells of a column are secret: by what it is called, or by the field that it fills."""
    if is_secret_name(header):
        return True
    path = tuple(int(token) if token.isdigit() else token for token in pointer.split(where)) if where else ()
    if not path:
        return False
    is_declared = path[0] == "config" and len(path) > 1 and declared.at(path[1:]).is_secret
    return is_declared or is_marked(path) or is_secret_name(str(path[-1]))


def fill(node: Node, held: JsonValue, cells: Sequence[str]) -> tuple[JsonValue, bool]:
    """A copy with the cells in their places, and whether any was not empty; the rest is shared.

    LEFT_OUT where a cell clears the place.
    """
    if node.read is not None:
        cell = cell_at(cells, node.column)
        if cell.strip() == CLEARED:
            return LEFT_OUT, False
        return (node.read(cell), True) if cell and not cell.isspace() else (held, False)
    copy: dict[Token, JsonValue] | list[JsonValue] = held.copy() if isinstance(held, dict | list) else {}  # type: ignore[assignment]  # both take tokens
    dropped: list[Token] = []
    is_used = False
    for token, below in node.below.items():
        value, is_used_there = fill(below, copy[token], cells)  # type: ignore[index]  # as they were made
        copy[token] = value  # type: ignore[index]
        is_used = is_used or is_used_there
        if value is LEFT_OUT or (below.is_made and not is_used_there):
            dropped.append(token)
    for token in reversed(dropped):
        del copy[token]  # type: ignore[arg-type]
    return copy, is_used  # type: ignore[return-value]


def is_of_entry(tokens: Sequence[Token]) -> bool:
    """Whether a path is within an input."""
    return len(tokens) > 2 and tokens[0] == "input" and tokens[1] == "data"


def section_at(where: str) -> str:
    return pointer.split(where)[0]


def cell_at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def split(whole: JsonValue, where: str) -> list[Token]:
    """A pointer's tokens, as numbers where they are positions of lists."""
    tokens: list[Token] = []
    held = whole
    for token in pointer.split(where):
        is_position = isinstance(held, list) or (held is None and read_number(token) is not None)
        each: Token = number if is_position and (number := read_number(token)) is not None else token
        tokens.append(each)
        held = step(held, each)
    return tokens


def step(held: JsonValue, token: Token) -> JsonValue:
    if isinstance(token, int):
        items = as_list(held)
        return items[token] if token < len(items) else None
    return as_object(held).get(token)


def make_place(whole: JsonObject, tokens: Sequence[Token]) -> None:
    """Makes what leads to a place, and the place; a further entry of a list is a copy of the first."""
    held: JsonValue = whole
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        empty: JsonValue = "" if following is None else [] if isinstance(following, int) else {}
        if isinstance(held, list) and isinstance(token, int):
            while len(held) <= token:
                held.append(copy_json(held[0]) if held else copy_json(empty))
            held = held[token]
        elif isinstance(held, dict) and not isinstance(token, int):
            if not isinstance(held.get(token), dict | list) and following is not None:
                held[token] = empty
            held.setdefault(token, empty)
            held = held[token]


def place_headers(headers: Iterable[str]) -> dict[str, int]:
    """The column of each header, in any spelling of letters; of two alike the first."""
    places: dict[str, int] = {}
    for column, header in enumerate(headers):
        places.setdefault(header.strip().casefold(), column)
    return places


def fill_pattern(pattern: str, places: Mapping[str, int], cells: Sequence[str]) -> str:
    """A task's name: each `{header}` becomes the cell, without what names cannot have."""

    def find(found: re.Match[str]) -> str:
        column = places.get(found[1].strip().casefold())
        return fit_for_names(cell_at(cells, column)) if column is not None else ""

    return PLACEHOLDER.sub(find, pattern)


def list_unknown(pattern: str, headers: Iterable[str]) -> list[str]:
    """The placeholders of a pattern that no column has."""
    places = place_headers(headers)
    return [name for name in PLACEHOLDER.findall(pattern) if name.strip().casefold() not in places]


def fit_for_names(text: str) -> str:
    return NOT_IN_NAMES.sub("-", text).strip("-")


def make_digest(request: JsonObject, *, salt: bytes, service_id: str) -> str:
    """Names a request of a service without telling its secrets."""
    return hmac.digest(salt, write_sorted([service_id, request]).encode(), "sha256").hex()
