"""Emptying the database after a test that commits.

Django empties every table, then makes content types and permissions anew. On PostgreSQL that truncates
60 tables, in 2 seconds. Here only tables that hold something are emptied, and what migrating made stays.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

MADE_BY_MIGRATING = {"django_content_type", "auth_permission"}
TABLES = sorted({*connection.introspection.django_table_names()} - MADE_BY_MIGRATING)
"""Every table of a model, but for those."""


def empty_tables(case: TransactionTestCase) -> None:
    """Stands in for `TransactionTestCase._fixture_teardown`. Any order does: keys are checked on commit."""
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})"  # noqa: S608 - our own tables
        for table in TABLES
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608
