"""What SQLite is asked is what Django would ask it."""

import sqlite3

import pytest
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from taskbuilder.records.sqlite.base import LONGEST, Cursor


@pytest.mark.parametrize(
    "query",
    [
        "SELECT %s, '100%%', %s",
        "SELECT 1",
        "SELECT '%%s', %s",
        "SELECT " + ", ".join(["%s"] * LONGEST),
    ],
    ids=["two values", "none", "a sign as it is", "a long one"],
)
def test_values_are_put_in_the_same_places(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    ours, theirs = (connection.cursor(factory=kind) for kind in (Cursor, SQLiteCursorWrapper))
    for _time in range(2):
        assert ours.convert_query(query) == theirs.convert_query(query)


def test_named_values_too() -> None:
    connection = sqlite3.connect(":memory:")
    found = connection.cursor(factory=Cursor).execute("SELECT %(a)s, %(b)s, %(a)s", {"a": 1, "b": 2})
    assert found.fetchall() == [(1, 2, 1)]
