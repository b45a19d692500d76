"""Document order: the order in which a reader of the request meets its problems."""

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import Names, request_names
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.rules.catalogue import RULES

_NO_NAMES = Names()


def in_document_order(request: dict[str, JsonValue], problems: list[Problem]) -> list[Problem]:
    """The problems by position; a missing member comes after the one before it in the reference.

    A whole comes before its parts; problems of one place are in the catalogue's order.
    """
    places, rules = _Places(), _rule_order()

    def key(problem: Problem) -> tuple[list[float], int]:
        return places.of(request, problem.path), rules[problem.rule]

    return sorted(problems, key=key)


@derived
def _rule_order() -> dict[str, int]:
    """The place of each rule in the catalogue."""
    return {rule: position for position, rule in enumerate(RULES)}


class _Places:
    """Remembers the positions of each object's members, so that many problems in one object cost little."""

    def __init__(self) -> None:
        self._positions: dict[int, dict[str, int]] = {}

    def of(self, value: JsonValue, path: str) -> list[float]:
        """The position of each step of a pointer."""
        steps: list[float] = []
        names = request_names()
        for token in pointer.split(path):
            if isinstance(value, dict):
                steps.append(self._of_member(value, token, names))
                value = value.get(token)
                names = names.members.get(token, _NO_NAMES)
            elif isinstance(value, list):
                position = int(token) if token.isdecimal() else len(value)
                steps.append(position)
                value = value[position] if position < len(value) else None
            else:
                steps.append(0)
        return steps

    def _of_member(self, holder: dict[str, JsonValue], name: str, names: Names) -> float:
        positions = self._positions.get(id(holder))
        if positions is None:
            positions = {member: position for position, member in enumerate(holder)}
            self._positions[id(holder)] = positions
        if name in positions:
            return positions[name]
        before, missing = -1.0, 0
        for member in names.members:
            if member in positions:
                before, missing = positions[member], 0
            else:
                missing += 1
            if member == name:
                break
        return before + missing / (len(names.members) + 1)
