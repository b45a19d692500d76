"""How the database runs statements: which of them read a table from its beginning to its end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

SHORT = r"auth_user\b|records_project\b|records_pace\b|records_service\b|json_each\b|CONSTANT|subquery\b"
ASKED = r"\w+ VIRTUAL TABLE INDEX \d+:\w"
LONG = re.compile(rf"(?:Seq Scan on|^SCAN) (?!{SHORT}|{ASKED})(\w+)")
"""A plan's line by which a table is read from its beginning to its end, but for the short ones, and an index
that is asked for something."""
Statement = tuple[str, Any]


@contextmanager
def noted() -> Iterator[list[Statement]]:
    """The statements that are run, each with its parameters."""
    statements: list[Statement] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "(SELECT", "UPDATE", "WITH")):
            statements.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield statements


def list_long_reads(statements: list[Statement]) -> list[str]:
    """The tables that these read whole because no index serves them, each with its statement.

    At 10,000 rows PostgreSQL may still find a whole table cheaper than an index, so it avoids that here.
    """
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    found = []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    for sql, parameters in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {sql}", parameters)
            lines = [str(row[-1]).strip() for row in cursor.fetchall()]
        found += [f"{table[1]}: {sql}" for line in lines if (table := LONG.search(line))]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET enable_seqscan")
    return found


def know_sizes() -> None:
    """Has PostgreSQL count what was just stored, as it does on its own. SQLite knows its indexes alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
