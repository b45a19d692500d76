"""An example: a file, and what is read of it or said instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Example:
    """`rows` has each row's number in the file before its cells; `matches` what the headers answer."""

    title: str
    make: Callable[[], bytes]
    headers: Sequence[str] = ()
    rows: Sequence[tuple[int, list[str]]] = ()
    notes: Sequence[str] = ()
    matches: dict[str, str] = field(default_factory=dict)
    refused: str = ""


def text(*lines: str, end: str = "\r\n", encoding: str = "utf-8", mark: bytes = b"") -> Callable[[], bytes]:
    """A text file of those lines."""
    return lambda: mark + "".join(line + end for line in lines).encode(encoding)
