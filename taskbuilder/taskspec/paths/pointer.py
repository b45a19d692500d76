"""JSON Pointers (RFC 6901): how a problem says which value it speaks of."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

from taskbuilder.taskspec.numbers import read_number

Token = str | int
Path = tuple[Token, ...]


def join(tokens: Iterable[Token]) -> str:
    """The pointer that these member names and list positions make; `""` is the whole document."""
    texts = ["", *map(str, tokens)]
    plain = "/".join(texts)
    if plain.count("/") == len(texts) - 1 and "~" not in plain:
        return plain
    return "/".join([text.replace("~", "~0").replace("/", "~1") for text in texts])


def split(pointer: str) -> list[str]:
    """A pointer's tokens, unescaped; list positions stay text."""
    tokens = pointer.split("/")[1:]
    if "~" not in pointer:
        return tokens
    return [token.replace("~1", "/").replace("~0", "~") for token in tokens]


def get(document: Any, pointer: str) -> Any:
    """The value that a pointer names. Raises LookupError where there is none."""
    return reduce(_step, split(pointer), document)


def put(document: Any, pointer: str, value: Any) -> Any:
    """The document with the value that a pointer names replaced in place; at `""` the value itself."""
    if not pointer:
        return value
    *parents, last = split(pointer)
    holder = reduce(_step, parents, document)
    holder[int(last) if isinstance(holder, list) else last] = value
    return document


def _step(holder: Any, token: str) -> Any:
    if isinstance(holder, dict):
        return holder[token]
    if isinstance(holder, list) and (position := read_number(token)) is not None:
        return holder[position]
    raise LookupError(token)
