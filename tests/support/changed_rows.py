"""Reads the tables of changed fields that pages draw."""

import re
from html import unescape

CELL = re.compile(r"<[^>]+>|\s+")
ROW = re.compile(r'<th scope="row">(.*?)</th>\s*<td[^>]*>(.*?)</td>\s*<td[^>]*>(.*?)</td>', re.DOTALL)


def read_changed_rows(page: str) -> list[tuple[str, ...]]:
    """Of each row its name, what was there and what is there."""
    return [
        tuple(" ".join(CELL.sub(" ", unescape(cell)).split()) for cell in row) for row in ROW.findall(page)
    ]
