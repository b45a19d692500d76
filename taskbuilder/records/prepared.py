"""Queries that are made once and asked often: the ORM takes ten times as long to make one as to run it."""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Lookup, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from taskbuilder.records.fields import fields_of

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:
    AnyLookup = Lookup

Row = TypeVar("Row")


class Given(Expression):
    """Stands in a query for the value of a field, which comes with each asking under a name.

    A value of None is for what is written: nothing equals it.
    """

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and in the parameter's place this itself, for `bind` to put the value there."""
        return "%s", (self,)


class GivenMany(Given):
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


def given(model: type[models.Model], field: str, name: str = "") -> Given:
    """The value of a model's field, under the field's name where no other is told."""
    return Given(name or field, fields_of(model)[field])


def given_many(model: type[models.Model], field: str, name: str) -> GivenMany:
    """Values of a model's field."""
    return GivenMany(name, fields_of(model)[field])


def bind(parameters: Sequence[Any], values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """The parameters of a statement, with the values in their places as the database takes them."""
    return [
        bind_one(each, values[each.name], connection) if isinstance(each, Given) else each
        for each in parameters
    ]


def bind_one(each: Given, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it; many of them, which are ids, as one text."""
    if not isinstance(each, GivenMany):
        return each.output_field.get_db_prep_value(value, connection)
    ids = [str(each.output_field.get_db_prep_value(one, connection)) for one in value]
    return f"{{{','.join(ids)}}}" if connection.vendor == "postgresql" else json.dumps(ids)


@dataclass(frozen=True)
class Prepared(Generic[Row]):
    """A query of rows. `make` says which, in the ORM's words, with `given` for what comes later."""

    make: Callable[[], QuerySet[Any, Row]]

    @cached_property
    def made(self) -> "Made":
        queryset = self.make()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select or ()])
        return Made(queryset, compiler, sql, parameters, converters)

    def ask(self, **values: Any) -> list[Row]:
        """The rows for these values. One query."""
        made, connection = self.made, connections[DEFAULT_DB_ALIAS]
        bound = made.sql, tuple(bind(made.parameters, values, connection))
        compiler: Any = copy(made.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: bound
        compiler.get_converters = lambda _columns: made.converters
        queryset = made.queryset.all()
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(queryset)

    def find(self, **values: Any) -> Row | None:
        """The first of the rows."""
        rows = self.ask(**values)
        return rows[0] if rows else None


@dataclass(frozen=True)
class Made:
    """What making a query came to: all that asking it needs besides its values."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]
    converters: Mapping[int, Any]


@dataclass(frozen=True)
class PreparedUpdate:
    """A change of rows: which ones, and what each column is given."""

    make: Callable[[], tuple[QuerySet[Any], Mapping[str, Any]]]

    @cached_property
    def made(self) -> tuple[str, Sequence[Any]]:
        rows, changes = self.make()
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, parameters = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return sql, parameters

    def ask(self, **values: Any) -> int:
        """Writes these values; answers how many rows it found."""
        sql, parameters = self.made
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, bind(parameters, values, connection))
            found: int = cursor.rowcount
        return found
