"""SQL by hand, for what the outbox does hundreds of times a second: compiled queries, rows written together.

The ORM takes ten times as long to make a query as the database takes to run it. Rows to be written come as
one parameter, a JSON text: the database reads it faster than Python quotes each value. `QuerySet.bulk_update`
writes a CASE for each field and row, which takes many times as long, and has no condition; `bulk_create` is
made anew for each call.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Lookup, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from taskbuilder.records.fields import AnyField, fields_of

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:
    AnyLookup = Lookup

Row = TypeVar("Row")


class Param(Expression):
    """Stands in a query for the value of a field, which comes with each run under a name.

    A value of None is for what is written: nothing equals it.
    """

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and in the parameter's place this itself, for `bind` to put the value there."""
        return "%s", (self,)


class Params(Param):
    """Stands for any number of values, to the right of `among`."""


class Among(AnyLookup):
    """Whether a column's value is one of many: one parameter, however many they are."""

    lookup_name = "among"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """As SQLite has it."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, self.rhs)  # noqa: S608 - a column

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """As PostgreSQL has it."""
        column, parameters = self.process_lhs(compiler, connection)
        kind = self.rhs.output_field.rel_db_type(connection)
        return f"{column} = ANY(%s::{kind}[])", (*parameters, self.rhs)


models.Field.register_lookup(Among)


def param(model: type[models.Model], field: str, name: str = "") -> Param:
    """The value of a model's field, under the field's name unless another is given."""
    return Param(name or field, fields_of(model)[field])


def params(model: type[models.Model], field: str, name: str) -> Params:
    """Values of a model's field."""
    return Params(name, fields_of(model)[field])


def bind(parameters: Sequence[Any], values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """The parameters of a statement, with the values in their places as the database takes them."""
    return [
        bind_one(each, values[each.name], connection) if isinstance(each, Param) else each
        for each in parameters
    ]


def bind_one(each: Param, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it; many of them, which are ids, as one text."""
    if not isinstance(each, Params):
        return each.output_field.get_db_prep_value(value, connection)
    ids = [str(each.output_field.get_db_prep_value(one, connection)) for one in value]
    return f"{{{','.join(ids)}}}" if connection.vendor == "postgresql" else json.dumps(ids)


@dataclass(frozen=True)
class CompiledQuery(Generic[Row]):
    """A query of rows. `make` says which, in the ORM's words, with `param` for what comes later."""

    make: Callable[[], QuerySet[Any, Row]]

    @cached_property
    def compiled(self) -> "Compiled":
        queryset = self.make()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select or ()])
        return Compiled(queryset, compiler, sql, parameters, converters)

    def run(self, **values: Any) -> list[Row]:
        """The rows for these values. One query."""
        compiled, connection = self.compiled, connections[DEFAULT_DB_ALIAS]
        bound = compiled.sql, tuple(bind(compiled.parameters, values, connection))
        compiler: Any = copy(compiled.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: bound
        compiler.get_converters = lambda _columns: compiled.converters
        queryset = compiled.queryset.all()
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(queryset)

    def find(self, **values: Any) -> Row | None:
        """The first of the rows."""
        rows = self.run(**values)
        return rows[0] if rows else None


@dataclass(frozen=True)
class Compiled:
    """A compiled query: all that running it needs besides its values."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]
    converters: Mapping[int, Any]


@dataclass(frozen=True)
class CompiledUpdate:
    """A change of rows: which ones, and what each column is given."""

    make: Callable[[], tuple[QuerySet[Any], Mapping[str, Any]]]

    @cached_property
    def compiled(self) -> tuple[str, Sequence[Any]]:
        rows, changes = self.make()
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, parameters = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return sql, parameters

    def run(self, **values: Any) -> int:
        """Writes these values; answers how many rows it found."""
        sql, parameters = self.compiled
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, bind(parameters, values, connection))
            found: int = cursor.rowcount
        return found


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
    rows = [(*has.values(), *new.values()) for has, new in changes]
    connection = connections[DEFAULT_DB_ALIAS]
    key = fields_of(model)[held[0]]
    found = execute(
        connection, write_update(model, held, gets, connection.vendor), model, (*held, *gets), rows
    )
    return {key.to_python(value) for (value,) in found}


def insert_each(model: Model, rows: Sequence[Mapping[str, Any]], *, answer: str = "id") -> dict[Any, int]:
    """Adds rows that all name the same fields; answers their ids by what each has in the field `answer`."""
    if not rows:
        return {}
    names = tuple(rows[0])
    connection = connections[DEFAULT_DB_ALIAS]
    field = fields_of(model)[answer]
    statement = write_insert(model, names, answer, connection.vendor)
    found = execute(connection, statement, model, names, [tuple(row.values()) for row in rows])
    return {field.to_python(value): number for value, number in found}


def execute(
    connection: BaseDatabaseWrapper, statement: str, model: Model, names: Names, rows: Sequence[Sequence[Any]]
) -> list[Any]:
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
        found: list[Any] = cursor.fetchall()
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
    values = ", ".join(f"(given ->> {number})::{kind}" for number, kind in enumerate(types))
    return f"SELECT {values} FROM json_array_elements(%s::json) AS given"  # noqa: S608 - types of columns


def quote_name(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
