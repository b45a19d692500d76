"""What the cloud shows of a task against what was sent for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from taskbuilder.taskspec.comparison.diff import DATA, Change, ChangeKind, compare
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.split import MASK, find_masks

NOT_SHOWN = frozenset({"/source_usage_estimate"})
"""What the cloud never returns (api.md, TaskDetails)."""
INPUTS = pointer.join(DATA)


@dataclass(kw_only=True)
class Drift:
    """The differences between `sent`, as far as it is this task's, and `shown`.

    `changed`: what the cloud shows otherwise. `added`: what it adds. `secret`: differs in a secret alone, so
    that it cannot be compared.
    """

    sent: JsonObject
    shown: JsonObject
    changed: list[Change] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    secret: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.secret)


class SentRequest:
    """A request as it was sent, its secrets masked, for the tasks that it became."""

    def __init__(self, request: JsonObject) -> None:
        self.request = request
        self.rows = as_list(as_object(request.get("input")).get("data"))

    def compare(self, shown: JsonObject, *, position: int) -> Drift:
        """`position`: the place of the task's id in the answer, which may be that of its input."""
        drift = Drift(sent=self.narrow(shown, position), shown=shown)
        for change in compare(drift.sent, shown):
            sort = find_sort(drift, change)
            if sort is not None:
                sort.append(change)
        return drift

    def narrow(self, shown: JsonObject, position: int) -> JsonObject:
        """The request with those of its inputs alone that the task reads: the cloud parts them."""
        rows = as_list(as_object(shown.get("input")).get("data"))
        if not self.rows or len(rows) >= len(self.rows):
            return self.request
        found = {*self.find_rows(rows, shown)} or {position} & {*range(len(self.rows))}
        data: list[JsonValue] = [self.rows[place] for place in sorted(found)]
        return self.request | {"input": as_object(self.request.get("input")) | {"data": data}}

    def find_rows(self, rows: list[JsonValue], shown: JsonObject) -> Iterator[int]:
        """The places of the inputs that are these, or read the same."""
        theirs = dict(identify_inputs(shown))
        for number, row in enumerate(rows, start=1):
            place = self.by_text.get(write(row))
            if place is None:
                place = self.by_identity.get(theirs.get(number, ""))
            if place is not None:
                yield place

    @cached_property
    def by_text(self) -> dict[str, int]:
        return {write(row): place for place, row in enumerate(self.rows)}

    @cached_property
    def by_identity(self) -> dict[str, int]:
        return {identity: number - 1 for number, identity in identify_inputs(self.request)}


def write(row: JsonValue) -> str:
    return json.dumps(row, sort_keys=True)


def find_sort(drift: Drift, change: Change) -> list[Change] | None:
    """Which of the three a change is of; None for what says nothing."""
    where = change.before or change.after or ""
    if where in NOT_SHOWN or (change.kind is ChangeKind.MOVED and where.startswith(INPUTS)):
        return None
    if differs_in_secret(change):
        return drift.secret
    if change.kind is ChangeKind.ADDED:
        return drift.added if change.new not in (None, "", [], {}) else None
    if change.kind is ChangeKind.REMOVED and change.old in (None, "", [], {}):
        return None
    return drift.changed


def differs_in_secret(change: Change) -> bool:
    """Whether without its secrets nothing is different."""
    if change.kind is ChangeKind.MOVED:
        return False
    if isinstance(change.old, str) and isinstance(change.new, str):
        return MASK in change.old + change.new and without_secret(change.old) == without_secret(change.new)
    value = change.new if change.old is None else change.old
    return value == MASK or (isinstance(value, dict) and bool(value) and all_secret(value))


def all_secret(value: JsonObject) -> bool:
    """Whether an object, such as headers, holds secrets alone."""
    return len(list(find_masks(value))) == len(value)


def without_secret(text: str) -> str:
    return text.replace(f"{MASK}@", "").replace(MASK, "")
