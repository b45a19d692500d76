"""The changes that lead from one request to another, and what they make of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from taskbuilder.taskspec.comparison.matching import Keys, list_moved, match_rows
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Path
from taskbuilder.taskspec.secrets.split import copy_json

DATA = ("input", "data")
MOST_IN_A_LINE = 31
"""Plain values of a list, such as the days of a month, that are read as one value."""


class ChangeKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Change:
    """One thing that two requests have otherwise; where it is in each, as JSON Pointers.

    What was added has no `before` and no `old`, what was removed no `after` and no `new`. A row that has
    moved has both pointers alone: what is otherwise in it are changes of their own.
    """

    kind: ChangeKind
    before: str | None = None
    after: str | None = None
    old: JsonValue = None
    new: JsonValue = None


def compare(before: JsonObject, after: JsonObject) -> list[Change]:
    """Every change from one request to another, in the order of their members.

    Rows of lists are matched by what they are (matching.py). An object's members have no order. A
    secret that is masked in both is equal, whatever it is.
    """
    return list(_Comparison(before, after).compare(before, after, (), ()))


def apply_changes(changes: Iterable[Change], before: JsonObject) -> JsonValue:
    """The other request, made of the one and the changes that `compare` found between them."""
    return _Applied(changes).build(before, (), ())


class _Comparison:
    def __init__(self, before: JsonObject, after: JsonObject) -> None:
        self.identities = _identities(before), _identities(after)

    def compare(self, old: JsonValue, new: JsonValue, before: Path, after: Path) -> Iterator[Change]:
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self.compare_objects(old, new, before, after)
        elif isinstance(old, list) and isinstance(new, list) and not (is_plain(old) and is_plain(new)):
            yield from self.compare_rows(old, new, before, after)
        elif not is_equal(old, new):
            yield _change(ChangeKind.CHANGED, before, after, old, new)

    def compare_objects(
        self, old: JsonObject, new: JsonObject, before: Path, after: Path
    ) -> Iterator[Change]:
        for name, value in old.items():
            if name in new:
                yield from self.compare(value, new[name], (*before, name), (*after, name))
            else:
                yield _change(ChangeKind.REMOVED, (*before, name), None, old=value)
        for name, value in new.items():
            if name not in old:
                yield _change(ChangeKind.ADDED, None, (*after, name), new=value)

    def compare_rows(
        self, old: list[JsonValue], new: list[JsonValue], before: Path, after: Path
    ) -> Iterator[Change]:
        nothing = [None] * len(old), [None] * len(new)
        pairs = match_rows(old, new, self.identities if before == DATA else nothing)
        moved, partners = list_moved(pairs), {there: here for here, there in pairs}
        for position, value in enumerate(new):
            there = (*after, position)
            if position not in partners:
                yield _change(ChangeKind.ADDED, None, there, new=value)
                continue
            here = partners[position]
            if (here, position) in moved:
                yield _change(ChangeKind.MOVED, (*before, here), there)
            yield from self.compare(old[here], value, (*before, here), there)
        stay = {here for here, _there in pairs}
        for position, value in enumerate(old):
            if position not in stay:
                yield _change(ChangeKind.REMOVED, (*before, position), None, old=value)


def _identities(request: JsonObject) -> Keys:
    """What each of the inputs reads, None for those that do not say."""
    data = as_list(as_object(request.get("input")).get("data"))
    rows = (position for position, row in enumerate(data) if isinstance(row, dict))
    places, found = dict(enumerate(rows, start=1)), dict(identify_inputs(request))
    known = {places[number]: identity for number, identity in found.items()}
    return [known.get(position) for position in range(len(data))]


def is_plain(value: list[JsonValue]) -> bool:
    """Whether a list is read as one value: a few texts, numbers or truths."""
    return len(value) <= MOST_IN_A_LINE and not any(isinstance(each, dict | list) for each in value)


def is_equal(old: JsonValue, new: JsonValue) -> bool:
    """Whether two values are the same in JSON, where 1, 1.0 and true differ; of lists, each value."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_equal, old, new))
    return type(old) is type(new) and (repr(old) == repr(new) if isinstance(old, float) else old == new)


def _change(
    kind: ChangeKind,
    before: Path | None,
    after: Path | None,
    old: JsonValue = None,
    new: JsonValue = None,
) -> Change:
    places = [None if path is None else pointer.join(path) for path in (before, after)]
    return Change(kind=kind, before=places[0], after=places[1], old=old, new=new)


Tokens = tuple[str, ...]


class _Applied:
    """The changes by their place, and every place that one of them is at or below."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changed: dict[Tokens, JsonValue] = {}
        self.removed: set[Tokens] = set()
        self.moved: dict[Tokens, int] = {}
        self.added: dict[Tokens, dict[str, JsonValue]] = {}
        self.touched: tuple[set[Tokens], set[Tokens]] = (set(), set())
        for change in changes:
            self.take(change, *(_split(each) for each in (change.before, change.after)))

    def take(self, change: Change, before: Tokens, after: Tokens) -> None:
        for touched, path in zip(self.touched, (before, after), strict=True):
            touched.update(path[:length] for length in range(len(path) + 1))
        match change.kind:
            case ChangeKind.CHANGED:
                self.changed[before] = change.new
            case ChangeKind.REMOVED:
                self.removed.add(before)
            case ChangeKind.MOVED:
                self.moved[before] = int(after[-1])
            case ChangeKind.ADDED:
                self.added.setdefault(after[:-1], {})[after[-1]] = change.new

    def build(self, value: JsonValue, before: Tokens, after: Tokens) -> JsonValue:
        if before in self.changed:
            return copy_json(self.changed[before])
        if before not in self.touched[0] and after not in self.touched[1]:
            return copy_json(value)
        if isinstance(value, list):
            return self.build_list(value, before, after)
        return self.build_object(as_object(value), before, after)

    def build_object(self, value: JsonObject, before: Tokens, after: Tokens) -> JsonObject:
        stay = {name: each for name, each in value.items() if (*before, name) not in self.removed}
        made = {name: self.build(each, (*before, name), (*after, name)) for name, each in stay.items()}
        return made | copy_json(self.added.get(after, {}))

    def build_list(self, value: list[JsonValue], before: Tokens, after: Tokens) -> list[JsonValue]:
        """The rows at their new places: those that have not moved fill what is left, in their order."""
        rows = {int(place): copy_json(row) for place, row in self.added.get(after, {}).items()}
        paths = [(*before, str(number)) for number in range(len(value))]
        taken = rows.keys() | {self.moved[path] for path in paths if path in self.moved}
        free = (place for place in count() if place not in taken)
        for path, row in zip(paths, value, strict=True):
            if path not in self.removed:
                place = self.moved[path] if path in self.moved else next(free)
                rows[place] = self.build(row, path, (*after, str(place)))
        return [rows[place] for place in sorted(rows)]


def _split(where: str | None) -> Tokens:
    return tuple(pointer.split(where)) if where is not None else ()
