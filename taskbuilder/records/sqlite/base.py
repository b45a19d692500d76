"""The backend that `environment.py` names: a query's text is put into SQLite's form once."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.backends.sqlite3 import base

LONGEST = 10_000
"""Characters of a text that is remembered: longer ones name hundreds of rows, and are asked once."""


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """From `%s` to `?`: of what a page asks, two thousand characters each, as long as half of asking."""
        if param_names is None and len(query) <= LONGEST:
            return _convert(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


@lru_cache(maxsize=1024)
def _convert(query: str) -> str:
    """Holds no value: those are sent beside the text."""
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return converted


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor
