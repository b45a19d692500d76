"""Writing many rows by one statement, which says the same however many there are.

The rows come as one parameter, a JSON text: the database takes it apart faster than Python quotes each value.
`QuerySet.bulk_update` writes a CASE for each field and row, which takes many times as long, and has no
condition; `bulk_create` is made anew for each call.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from taskbuilder.records.fields import AnyField, fields_of

Change = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What a row has to hold, its primary key first, and what it is given; by the names of fields."""
Model = type[models.Model]
PLAIN = frozenset(
    {models.CharField, models.BigAutoField, models.PositiveIntegerField, models.PositiveSmallIntegerField}
)
"""Fields whose values stand in JSON as they are."""
Names = tuple[str, ...]


def update_each(model: Model, changes: Sequence[Change]) -> set[Any]:
    """Gives each row its own values where it still holds what it has to; answers the keys of those that did.

    All changes name the same fields.
    """
    if not changes:
        return set()
    held, gets = (tuple(part) for part in changes[0])
    rows = [(*has.values(), *given.values()) for has, given in changes]
    connection = connections[DEFAULT_DB_ALIAS]
    key = fields_of(model)[held[0]]
    found = run(connection, write_update(model, held, gets, connection.vendor), model, (*held, *gets), rows)
    return {key.to_python(value) for (value,) in found}


def insert_each(model: Model, rows: Sequence[Mapping[str, Any]], *, answer: str = "id") -> dict[Any, int]:
    """Adds rows that all name the same fields; answers their ids by what each has in the field `answer`."""
    if not rows:
        return {}
    names = tuple(rows[0])
    connection = connections[DEFAULT_DB_ALIAS]
    field = fields_of(model)[answer]
    statement = write_insert(model, names, answer, connection.vendor)
    found = run(connection, statement, model, names, [tuple(row.values()) for row in rows])
    return {field.to_python(value): number for value, number in found}


def run(
    connection: BaseDatabaseWrapper, statement: str, model: Model, names: Names, rows: Sequence[Sequence[Any]]
) -> list[Any]:
    """What a statement answers for these rows."""
    fields = [fields_of(model)[name] for name in names]
    told = [
        [
            value if type(field) in PLAIN else field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, default=str)])
        found: list[Any] = cursor.fetchall()
    return found


@lru_cache(maxsize=64)
def write_update(model: Model, held: Names, gets: Names, vendor: str) -> str:
    fields = [fields_of(model)[name] for name in (*held, *gets)]
    table, columns = quote_name(model._meta.db_table), [quote_name(field.column) for field in fields]
    told = [f"told{number}" for number in range(len(fields))]
    pairs = list(zip(columns, told, strict=True))
    conditions = " AND ".join(f"{table}.{column} = {name}" for column, name in pairs[: len(held)])
    sets = ", ".join(f"{column} = {name}" for column, name in pairs[len(held) :])
    return (
        f"WITH told ({', '.join(told)}) AS ({take_apart(fields, vendor)}) "  # noqa: S608 - names of our models
        f"UPDATE {table} SET {sets} FROM told WHERE {conditions} RETURNING {table}.{columns[0]}"
    )


@lru_cache(maxsize=64)
def write_insert(model: Model, names: Names, answer: str, vendor: str) -> str:
    fields = [fields_of(model)[name] for name in names]
    table, columns = quote_name(model._meta.db_table), ", ".join(quote_name(field.column) for field in fields)
    answered = ", ".join(quote_name(fields_of(model)[name].column) for name in (answer, "id"))
    return f"INSERT INTO {table} ({columns}) {take_apart(fields, vendor)} RETURNING {answered}"


def take_apart(fields: Sequence[AnyField], vendor: str) -> str:
    """A query that makes rows of a parameter that holds a list of lists."""
    if vendor == "sqlite":
        values = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(len(fields)))
        return f"SELECT {values} FROM json_each(%s)"  # noqa: S608 - numbers
    connection = connections[DEFAULT_DB_ALIAS]
    # A type without its length: a cast to that would cut silently.
    types = [str(field.rel_db_type(connection)).partition("(")[0] for field in fields]
    values = ", ".join(f"(told ->> {number})::{kind}" for number, kind in enumerate(types))
    return f"SELECT {values} FROM json_array_elements(%s::json) AS told"  # noqa: S608 - types of columns


def quote_name(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
