"""A database that is away: nothing listens on its port, or its file cannot be opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

NOWHERE = {"sqlite": ("NAME", "/nowhere/tasks.sqlite3"), "postgresql": ("PORT", "1")}


@contextmanager
def database_away() -> Iterator[None]:
    """For every connection that is made from now on, and for this thread's own."""
    name, nowhere = NOWHERE[connection.vendor]
    before = connection.settings_dict[name]
    connection.close()
    connection.settings_dict[name] = nowhere
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict[name] = before
