"""Names for the secrets of a masked request: a program takes each from a variable of its environment."""

import re
from collections import Counter
from collections.abc import Iterator

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths.pointer import Path, Token
from taskbuilder.taskspec.secrets.user_info import MASK

TOKEN = "TOKEN"  # noqa: S105 - the name of a variable
"""The variable of the token that the call is signed in with."""
SILENT = frozenset({"data", "headers"})
"""Names on the way to a secret that say nothing more of it."""
UNFIT = re.compile(r"[^A-Z0-9]+")
LONGEST = 60

Piece = tuple[str, str]
"""Text as it is, and the variable after it; empty for none."""


class Variables:
    """Gives each secret a name of its own, as the request is walked through in its order."""

    def __init__(self) -> None:
        self._places = Counter({TOKEN: 1})

    @property
    def names(self) -> list[str]:
        return [name for name in self._places if name != TOKEN]

    def split(self, text: str, path: Path) -> list[Piece]:
        """A text in pieces, one more than it has masks."""
        *before, last = text.split(MASK)
        return [*((piece, self.name(path)) for piece in before), (last, "")]

    def name(self, path: Path) -> str:
        """A name that no other secret has: "OUTPUT_WEBHOOK_X_TOKEN"."""
        words = [UNFIT.sub("_", write(each).upper()) for each in path if each not in SILENT]
        name = "_".join(words)[:LONGEST].strip("_") or "SECRET"
        found = name
        while found in self._places:
            self._places[name] += 1
            found = f"{name}_{self._places[name]}"
        self._places[found] = 1
        return found


def write_head(names: list[str]) -> str:
    """The comment that a program begins with: what has to be set for it to run."""
    lines = ["Set these variables first:", *(f"  {name}" for name in (TOKEN, *names))]
    return "".join(f"# {line}\n" for line in lines)


def write(token: Token) -> str:
    return str(token + 1) if isinstance(token, int) else token


def list_names(value: JsonValue, variables: Variables, path: Path = ()) -> Iterator[str]:
    """For each mask in a value's JSON, in the order of its text: the variable, empty for one in a name."""
    if isinstance(value, str):
        yield from (name for _text, name in variables.split(value, path)[:-1])
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from [""] * name.count(MASK)
            yield from list_names(below, variables, (*path, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from list_names(below, variables, (*path, position))
