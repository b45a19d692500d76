"""What was understood of a pasted text: rows, and all that is left out."""

from dataclasses import dataclass, field

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True, repr=False)
class Pasted:
    """The rows that are taken, and whatever is left of a text: nothing of it is lost without a word."""

    rows: list[dict[str, str]] = field(default_factory=list)
    count: int = 0
    """How many rows there were in all."""
    columns: list[tuple[str, str]] = field(default_factory=list)
    """What each column of the text is called there, and what it fills in, "" for nothing."""
    left_lines: list[int] = field(default_factory=list)
    """The numbers, from 1, of lines that are not rows."""
    comments: int = 0
    """Lines of a playlist, and others that begin with #."""
    has_others: bool = False
    """Whether it holds more than headers: a request's first line, a command's address and body."""
    longest: int = 0
    """The most characters that are read, of a text that has more: nothing of it was read."""
    has_mark: bool = False
    """Whether it began with a byte-order mark."""
    rest: str = ""
    """What stays in the box once the rows are added: notes on cells that fill in nothing, and lines."""
