"""How the ORM says what the index of SQLite understands."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from taskbuilder.records.generic import subscriptable

if TYPE_CHECKING:
    from django.db.models import Lookup
else:
    Lookup = subscriptable(models.Lookup)

Parameters = tuple[str | int, ...]


class Match(Lookup[str]):
    """Whether an entry has what an FTS5 query asks for."""

    lookup_name = "match"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Parameters]:
        column, before = self.process_lhs(compiler, connection)
        value, parameters = self.process_rhs(compiler, connection)
        return f"{column} MATCH {value}", (*before, *parameters)


class Begins(Lookup[str]):
    """Whether a text begins with another, letter case included, by the column's index on both databases.

    Django's `startswith` is a LIKE with ESCAPE, for which SQLite uses no index.
    """

    lookup_name = "begins"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Parameters]:
        column, before = self.process_lhs(compiler, connection)
        begin = str(self.rhs)
        if connection.vendor == "sqlite":
            return f"({column} >= %s AND {column} < %s)", (*before, begin, *before, begin + LAST)
        return f"{column} LIKE %s", (*before, connection.ops.prep_for_like_query(begin) + "%")


LAST = chr(0x10FFFF)
"""Behind every character that an ID has."""
