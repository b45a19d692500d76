"""Which rows of two lists are the same: by identity, else by likeness, never by position alone."""

import json
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths.pointer import Path

Pair = tuple[int, int]
Keys = Sequence[str | None]
MOST_LIKE = 8
"""How many rows may share a value that still says which row is meant, and how many of them are compared."""


def match_rows(before: list[JsonValue], after: list[JsonValue], identities: tuple[Keys, Keys]) -> list[Pair]:
    """The positions, before and after, of the rows that are the same, by their position before.

    `identities`: what each row reads, None where it does not say. Rows that are equal go together first, then
    those of one identity, then those of which half is equal; last, one that is left alone on each side.
    Linear in the size of the lists.
    """
    matched = _Matched(before, after)
    matched.pair_by_key([_write(row) for row in before], [_write(row) for row in after])
    matched.pair_by_key(*identities)
    matched.pair_by_likeness()
    matched.pair_last()
    return sorted(matched.pairs)


def list_moved(pairs: list[Pair]) -> set[Pair]:
    """Those that are not in their order any more: all but a longest run that still is."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_old, new) in enumerate(pairs):
        place = bisect_left(ends, new)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1], last[place : place + 1] = [new], [number]
    number, still = last[-1] if last else -1, set()
    while number >= 0:
        still.add(number)
        number = before[number]
    return {pair for number, pair in enumerate(pairs) if number not in still}


class _Matched:
    """The pairs so far, and the rows of either side that have no partner yet, in their order."""

    def __init__(self, before: list[JsonValue], after: list[JsonValue]) -> None:
        self.before, self.after = before, after
        self.pairs: list[Pair] = []
        self.old, self.new = dict.fromkeys(range(len(before))), dict.fromkeys(range(len(after)))

    def pair(self, old: int, new: int) -> None:
        self.pairs.append((old, new))
        del self.old[old], self.new[new]

    def pair_by_key(self, old_keys: Keys, new_keys: Keys) -> None:
        waiting: dict[str | None, deque[int]] = defaultdict(deque)
        for old in self.old:
            waiting[old_keys[old]].append(old)
        for new in [*self.new]:
            key = new_keys[new]
            if key is not None and waiting[key]:
                self.pair(waiting[key].popleft(), new)

    def pair_by_likeness(self) -> None:
        leaves = {old: _list_leaves(self.before[old]) for old in self.old}
        holders: dict[str, list[int]] = defaultdict(list)
        for old, found in leaves.items():
            for leaf in found:
                holders[leaf].append(old)
        for new in [*self.new]:
            own = _list_leaves(self.after[new])
            shared = (holders[leaf] for leaf in own if leaf in holders)
            votes = Counter(old for rows in shared if len(rows) <= MOST_LIKE for old in rows)
            free = [old for old, _count in votes.most_common(MOST_LIKE) if old in self.old]
            likeness = {old: len(own & leaves[old]) / max(len(own), len(leaves[old])) for old in free}
            best = max(likeness, key=lambda old: (likeness[old], -abs(old - new)), default=None)
            if best is not None and likeness[best] * 2 >= 1:
                self.pair(best, new)

    def pair_last(self) -> None:
        if len(self.old) == len(self.new) == 1:
            (old,), (new,) = self.old, self.new
            self.pair(old, new)


def _write(row: JsonValue) -> str:
    """A row as text: JSON's 1 and true are equal in Python; members may be in another order."""
    return json.dumps(row, sort_keys=True)


def _list_leaves(row: JsonValue) -> set[str]:
    return {f"{path} {value!r}" for path, value in _walk(row, ())}


def _walk(value: JsonValue, path: Path) -> Iterator[tuple[Path, JsonValue]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _walk(below, (*path, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _walk(below, (*path, position))
    else:
        yield path, value
