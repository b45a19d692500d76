"""Writing many rows by one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

Change = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What a row has to hold, its primary key first, and what it is given; by the names of fields."""


def update_each(model: type[models.Model], changes: Sequence[Change]) -> set[Any]:
    """Gives each row its own values where it still holds what it has to; answers the keys of those that did.

    All changes name the same fields. `QuerySet.bulk_update` writes a CASE for each field and row, which takes
    many times as long, and has no condition.
    """
    if not changes:
        return set()
    known = {field.name: field for field in model._meta.concrete_fields}
    held, given = ([known[name] for name in part] for part in changes[0])
    fields, key = [*held, *given], held[0]
    table = quote(model._meta.db_table)
    told = [f"told{number}" for number in range(len(fields))]
    plain = ", ".join("%s" for _field in fields)
    # Where the database is strict about types, those of the first row are those of all.
    is_strict = connection.features.requires_casted_case_in_updates
    first = ", ".join(f"CAST(%s AS {type_of(field)})" for field in fields) if is_strict else plain
    rows = ", ".join([f"({first})", *(f"({plain})" for _change in changes[1:])])
    conditions = " AND ".join(
        f"{table}.{quote(field.column)} = {name}" for field, name in zip(held, told, strict=False)
    )
    sets = ", ".join(
        f"{quote(field.column)} = {name}" for field, name in zip(given, told[len(held) :], strict=True)
    )
    statement = (
        f"WITH told ({', '.join(told)}) AS (VALUES {rows}) "  # noqa: S608 - names and types of our own models
        f"UPDATE {table} SET {sets} FROM told WHERE {conditions} RETURNING {table}.{quote(key.column)}"
    )
    values = [
        field.get_db_prep_save(value, connection)
        for has, gets in changes
        for field, value in zip(fields, (*has.values(), *gets.values()), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {key.to_python(value) for (value,) in cursor.fetchall()}


def quote(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def type_of(field: "models.Field[Any, Any]") -> str:
    """The field's type without its length, to which a cast would cut silently."""
    return str(field.rel_db_type(connection)).partition("(")[0]
