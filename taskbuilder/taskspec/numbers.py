"""Numbers in texts from outside."""

MOST_DIGITS = 9


def read_number(text: str) -> int | None:
    """A whole number of plain digits; None for anything else, and for one of more than nine digits."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None
