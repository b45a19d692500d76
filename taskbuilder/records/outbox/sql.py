"""SQL by hand, for what the outbox does hundreds of times a second: compiled queries, rows written together.

The ORM takes ten times as long to make a query as the database takes to run it. Rows to be written come as
one parameter, a JSON text: the database reads it faster than Python quotes each value. `QuerySet.bulk_update`
writes a CASE for each field and row, which takes many times as long, and has no condition; `bulk_create` is
made anew for each call.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from taskbuilder.records.fields import AnyField, fields_of
from taskbuilder.records.generic import subscriptable

if TYPE_CHECKING:
    from django.db.backends.utils import _SQLType
    from django.db.models import Lookup
else:
    Lookup = subscriptable(models.Lookup)


Row = TypeVar("Row")


class Param(Expression):
    """A placeholder in a query for the value of a field, which comes with each run under a name.

    A value of None is for what is written: nothing equals it.
    """

    def __init__(self, name: str, field: AnyField) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(  # type: ignore[override]  # to the stubs a parameter is a text or a number
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple["Param"]]:
        """A placeholder, and in the parameter's place this itself, for `bind` to put the value there."""
        return "%s", (self,)


class Params(Param):
    """A placeholder for any number of values, to the right of `among`."""


class Among(Lookup["Params"]):
    """Whether a column's value is one of many: one parameter, however many they are."""

    lookup_name = "among"

    def as_sql(  # type: ignore[override]  # as above
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[object, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column
        if connection.vendor == "postgresql":
            sql = f"{column} = ANY(%s::{self.rhs.output_field.rel_db_type(connection)}[])"
        return sql, (*parameters, self.rhs)


models.Field.register_lookup(Among)


def param(model: type[models.Model], field: str, name: str = "") -> Param:
    """The value of a model's field, under the field's name unless another is given."""
    return Param(name or field, fields_of(model)[field])


def ids_of(model: type[models.Model]) -> Params:
    """Ids of a model's rows, under the name `ids`."""
    return Params("ids", fields_of(model)["id"])


def bind(
    parameters: "Sequence[_SQLType | Param]", values: Mapping[str, object], connection: BaseDatabaseWrapper
) -> "list[_SQLType]":
    """The parameters of a statement, with the values in their places as the database takes them."""
    return [
        bind_one(each, values[each.name], connection) if isinstance(each, Param) else each
        for each in parameters
    ]


def bind_one(each: Param, value: object, connection: BaseDatabaseWrapper) -> "_SQLType":
    """A value as the database takes it; many of them, which are ids, as one text."""
    if not isinstance(each, Params):
        bound: _SQLType = each.output_field.get_db_prep_value(value, connection)
        return bound
    texts = [
        str(each.output_field.get_db_prep_value(one, connection)) for one in cast("Iterable[object]", value)
    ]
    return f"{{{','.join(texts)}}}" if connection.vendor == "postgresql" else json.dumps(texts)


@dataclass(frozen=True)
class CompiledQuery(Generic[Row]):
    """A query of rows. `make` says which, in the ORM's words, with `param` for what comes later."""

    make: Callable[[], QuerySet[models.Model, Row]]

    @cached_property
    def compiled(self) -> "Compiled[Row]":
        queryset = self.make()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select or ()])
        return Compiled(queryset, compiler, sql, parameters, converters)

    def run(self, **values: object) -> list[Row]:
        """The rows for these values. One query."""
        compiled, connection = self.compiled, connections[DEFAULT_DB_ALIAS]
        bound = compiled.sql, tuple(bind(compiled.parameters, values, connection))
        compiler = copy(compiled.compiler)
        vars(compiler).update(
            connection=connection,
            as_sql=lambda *_args, **_options: bound,
            get_converters=lambda _columns: compiled.converters,
        )
        queryset = compiled.queryset.all()
        vars(queryset.query).update(get_compiler=lambda *_args, **_options: compiler)
        return list(queryset)

    def find(self, **values: object) -> Row | None:
        """The first of the rows."""
        rows = self.run(**values)
        return rows[0] if rows else None


@dataclass(frozen=True)
class Compiled(Generic[Row]):
    """A compiled query: all that running it needs besides its values."""

    queryset: QuerySet[models.Model, Row]
    compiler: SQLCompiler
    sql: str
    parameters: "Sequence[_SQLType | Param]"
    converters: Mapping[int, object]


@dataclass(frozen=True)
class CompiledUpdate:
    """A change of rows: which ones, and what each column is given."""

    make: Callable[[], tuple[QuerySet[models.Model], Mapping[str, object]]]

    @cached_property
    def compiled(self) -> tuple[str, "Sequence[_SQLType | Param]"]:
        rows, changes = self.make()
        query = rows.query.chain(UpdateQuery)
        assert isinstance(query, UpdateQuery)
        query.add_update_values(dict(changes))
        sql, parameters = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return sql, parameters

    def run(self, **values: object) -> int:
        """Writes these values; answers how many rows it found."""
        sql, parameters = self.compiled
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, bind(parameters, values, connection))
            found: int = cursor.rowcount
        return found


Change = tuple[Mapping[str, object], Mapping[str, object]]
"""What a row has to hold, its primary key first, and what it is given; by the names of fields."""
Model = type[models.Model]
PLAIN = frozenset(
    {models.CharField, models.BigAutoField, models.PositiveIntegerField, models.PositiveSmallIntegerField}
)
"""Fields whose values are written to JSON as they are."""
Names = tuple[str, ...]


def update_each(model: Model, changes: Sequence[Change]) -> set[object]:
    """Gives each row its own values where it still holds what it has to; answers the keys of those that did.

    All changes name the same fields.
    """
    if not changes:
        return set()
    held, gets = (tuple(part) for part in changes[0])
    rows = [(*has.values(), *new.values()) for has, new in changes]
    connection = connections[DEFAULT_DB_ALIAS]
    key = fields_of(model)[held[0]]
    found = execute(
        connection, write_update(model, held, gets, connection.vendor), model, (*held, *gets), rows
    )
    return {key.to_python(value) for (value,) in found}


def insert_each(model: Model, rows: Sequence[Mapping[str, object]]) -> dict[UUID, int]:
    """Adds rows of submissions that all name the same fields; answers their ids by their submissions'."""
    if not rows:
        return {}
    names = tuple(rows[0])
    connection = connections[DEFAULT_DB_ALIAS]
    submission = fields_of(model)["submission"]
    statement = write_insert(model, names, connection.vendor)
    found = execute(connection, statement, model, names, [tuple(row.values()) for row in rows])
    return {submission.to_python(value): number for value, number in cast("list[tuple[str, int]]", found)}


def execute(
    connection: BaseDatabaseWrapper,
    statement: str,
    model: Model,
    names: Names,
    rows: Sequence[Sequence[object]],
) -> list[tuple[object, ...]]:
    """What a statement answers for these rows."""
    fields = [fields_of(model)[name] for name in names]
    prepared = [
        [
            value if type(field) in PLAIN else field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(prepared, default=str)])
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found


@lru_cache(maxsize=64)
def write_update(model: Model, held: Names, gets: Names, vendor: str) -> str:
    fields = [fields_of(model)[name] for name in (*held, *gets)]
    table, columns = quote_name(model._meta.db_table), [quote_name(field.column) for field in fields]
    values = [f"value{number}" for number in range(len(fields))]
    pairs = list(zip(columns, values, strict=True))
    conditions = " AND ".join(f"{table}.{column} = {name}" for column, name in pairs[: len(held)])
    sets = ", ".join(f"{column} = {name}" for column, name in pairs[len(held) :])
    return (
        f"WITH given ({', '.join(values)}) AS ({take_apart(fields, vendor)}) "  # noqa: S608 - names of our models
        f"UPDATE {table} SET {sets} FROM given WHERE {conditions} RETURNING {table}.{columns[0]}"
    )


@lru_cache(maxsize=64)
def write_insert(model: Model, names: Names, vendor: str) -> str:
    fields = [fields_of(model)[name] for name in names]
    table, columns = quote_name(model._meta.db_table), ", ".join(quote_name(field.column) for field in fields)
    answered = ", ".join(quote_name(fields_of(model)[name].column) for name in ("submission", "id"))
    return f"INSERT INTO {table} ({columns}) {take_apart(fields, vendor)} RETURNING {answered}"


def take_apart(fields: Sequence[AnyField], vendor: str) -> str:
    """A query that makes rows of a parameter that holds a list of lists."""
    if vendor == "sqlite":
        values = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(len(fields)))
        return f"SELECT {values} FROM json_each(%s)"  # noqa: S608 - numbers
    connection = connections[DEFAULT_DB_ALIAS]
    # A type without its length: a cast to that would cut silently.
    types = [str(field.rel_db_type(connection)).partition("(")[0] for field in fields]
    values = ", ".join(f"(given ->> {number})::{kind}" for number, kind in enumerate(types))
    return f"SELECT {values} FROM json_array_elements(%s::json) AS given"  # noqa: S608 - types of columns


def quote_name(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
