"""Queries whose SQL is written once: Django takes many times as long to write it as a database to answer.

SERVICES = Prepared(lambda: Service.objects.filter(pk=Parameter("pk", Service._meta.pk)))
SERVICES.ask(pk=1)
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cached_property
from operator import itemgetter
from typing import Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields import AutoFieldMixin
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import InsertQuery, UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from taskbuilder.records.fields import AnyField

Row = TypeVar("Row")


class Parameter(Expression):
    """The place of a value that is given when the query is asked; `field` says how databases hold it.

    None is equal to nothing, as in SQL.
    """

    def __init__(self, name: str, field: AnyField) -> None:
        super().__init__(output_field=field)
        self.name, self.column = name, field

    def as_sql(  # type: ignore[override]  # Django's own take whatever a query is asked with
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[object]]:
        return "%s", [self]

    def prepare(self, value: object, connection: BaseDatabaseWrapper) -> object:
        return self.column.get_db_prep_value(value, connection)


class Prepared(Generic[Row]):
    """A query with parameters, of models, of tuples or of flat values. It cannot prefetch.

    What Django works out while it writes the SQL, the columns and how they become rows, is kept with it.
    """

    def __init__(self, declare: Callable[[], QuerySet[Model, Row]]) -> None:
        """`declare` is called at the first use, when all models are there."""
        self._declare = declare
        self._written: dict[str, _Written] = {}

    def ask(self, **values: object) -> list[Row]:
        """The rows, for these values of its parameters. One query."""
        queryset = self._queryset
        written = self._written.get(queryset.db) or self._write(queryset.db)
        connection = connections[queryset.db]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, cast("list[str]", written.fill(values, connection)))
            found = cursor.fetchall()
        return cast("list[Row]", written.find_reader(connection).read(found)) if found else []

    def first(self, **values: object) -> Row | None:
        return next(iter(self.ask(**values)), None)

    @property
    def _queryset(self) -> QuerySet[Model, Row]:
        found: QuerySet[Model, Row] | None = vars(self).get("_declared")
        if found is None:
            found = self._declared = self._declare()
        return found

    def _write(self, alias: str) -> "_Written":
        queryset = self._queryset
        compiler = queryset.query.get_compiler(using=alias)
        sql, parameters = compiler.as_sql()
        make = find_maker(queryset._iterable_class, compiler)
        written = self._written[alias] = _Written(compiler, sql, tuple(parameters), make)
        return written


class PreparedUpdate:
    """An update with parameters, both in what it finds and in what it writes."""

    def __init__(self, declare: Callable[[], tuple[QuerySet[Model], dict[str, Combinable]]]) -> None:
        """`declare`: the rows, and what is written into them; called at the first use."""
        self._declare = declare
        self._written: dict[str, _Written] = {}

    def write(self, **values: object) -> int:
        """How many rows were written, for these values of its parameters. One query."""
        written = self._written.get(DEFAULT_DB_ALIAS) or self._write(DEFAULT_DB_ALIAS)
        connection = connections[DEFAULT_DB_ALIAS]
        with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(written.sql, cast("list[str]", written.fill(values, connection)))
            count: int = cursor.rowcount
        return count

    def _write(self, alias: str) -> "_Written":
        rows, written = self._declare()
        query = cast("UpdateQuery", rows.query.chain(UpdateQuery))
        query.add_update_values(written)
        compiler = query.get_compiler(using=alias)
        sql, parameters = compiler.as_sql()
        found = self._written[alias] = _Written(compiler, sql, tuple(parameters), list)
        return found


class PreparedInsert:
    """New rows of a model. Keys that the database makes are not read back, and no signal is sent."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._written: dict[str, str] = {}

    def write(self, *rows: Model) -> None:
        """Stores them. One query, or none for no rows."""
        if not rows:
            return
        sql = self._written.get(DEFAULT_DB_ALIAS) or self._write(DEFAULT_DB_ALIAS, rows[0])
        connection = connections[DEFAULT_DB_ALIAS]
        values = [self._fill(row, connection) for row in rows]
        with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(sql, cast("list[str]", values[0]))
            else:
                cursor.executemany(sql, cast("list[list[str]]", values))
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    @cached_property
    def _fields(self) -> list[AnyField]:
        return [
            field
            for field in self._model._meta.local_concrete_fields
            if not isinstance(field, AutoFieldMixin)
        ]

    def _fill(self, row: Model, connection: BaseDatabaseWrapper) -> list[object]:
        return [
            field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
            for field in self._fields
        ]

    def _write(self, alias: str, row: Model) -> str:
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [row])
        ((sql, _values),) = query.get_compiler(using=alias).as_sql()
        written: str = sql
        self._written[alias] = written
        return written


Values = Sequence[object]
Maker = Callable[[Iterable[Values]], list[object]]
Converter = Callable[[object, Expression, BaseDatabaseWrapper], object]


class _Written:
    """A query as one database is asked it. `compiler` is only copied: threads share it."""

    def __init__(self, compiler: SQLCompiler, sql: str, parameters: tuple[object, ...], make: Maker) -> None:
        self.compiler, self.sql, self.parameters, self.make = compiler, sql, parameters, make

    def fill(self, values: dict[str, object], connection: BaseDatabaseWrapper) -> list[object]:
        """The parameters of the SQL, with these values in their places."""
        return [
            each.prepare(values[each.name], connection) if isinstance(each, Parameter) else each
            for each in self.parameters
        ]

    def find_reader(self, connection: BaseDatabaseWrapper) -> "_Reader":
        """Kept with the connection: a database's way of converting values is its connection's."""
        readers: WeakKeyDictionary[_Written, _Reader] = vars(connection).setdefault(
            "readers_of_prepared", WeakKeyDictionary()
        )
        found = readers.get(self)
        if found is None:
            found = readers[self] = _Reader(self.compiler, self.make, connection)
        return found


class _Reader:
    """Turns the rows of one connection into what the query is of, as Django's iterables do it."""

    def __init__(self, compiler: SQLCompiler, make: Maker, connection: BaseDatabaseWrapper) -> None:
        own = copy(compiler)
        own.connection = connection
        columns = [selected[0] for selected in own.select[: own.col_count]]
        found = own.get_converters(columns)
        self.converters: list[tuple[int, list[Converter], Expression]] = [
            (place, converters, column) for place, (converters, column) in found.items()
        ]
        self.make, self.connection = make, connection

    def read(self, rows: Iterable[Values]) -> list[object]:
        return self.make(map(self.convert, rows) if self.converters else rows)

    def convert(self, row: Values) -> Values:
        converted = list(row)
        for place, converters, column in self.converters:
            for converter in converters:
                converted[place] = converter(converted[place], column, self.connection)
        return converted


def find_maker(iterable: type[object], compiler: SQLCompiler) -> Maker:
    """How converted rows become what a query is of; raises TypeError where that is anything else."""
    if issubclass(iterable, ModelIterable):
        return make_models_by(compiler)
    if issubclass(iterable, FlatValuesListIterable):
        return lambda rows: list(map(itemgetter(0), rows))
    if issubclass(iterable, ValuesListIterable):
        return lambda rows: list(map(tuple, rows))
    raise TypeError(f"A prepared query cannot be of {iterable.__name__}.")


def make_models_by(compiler: SQLCompiler) -> Maker:
    """Models with their related ones and their annotations, as ModelIterable makes them."""
    alias = compiler.using
    described, select = compiler.klass_info, compiler.select
    begin, end = described["select_fields"][0], described["select_fields"][-1] + 1
    names = [selected[0].target.attname for selected in select[begin:end]]
    related = get_related_populators(described, select, alias)  # type: ignore[call-arg,arg-type]  # stubs of Django 6
    annotations = [*compiler.annotation_col_map.items()]
    model: type[Model] = described["model"]

    def make(rows: Iterable[Values]) -> list[object]:
        found: list[object] = []
        for row in rows:
            made = model.from_db(alias, names, row[begin:end])
            for each in related:
                each.populate(row, made)
            for name, place in annotations:
                setattr(made, name, row[place])
            found.append(made)
        return found

    return make
