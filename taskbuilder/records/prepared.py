"""Queries whose SQL is written once: Django takes many times as long to write it as a database to answer.

SERVICES = Prepared(lambda: Service.objects.filter(pk=Parameter("pk", Service._meta.pk)))
SERVICES.ask(pk=1)
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

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
    """A query with parameters, of models or of flat values. It cannot prefetch.

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
        asked = cast("QuerySet[Model, Model]", _Asked(queryset.db, written.fill(values)))
        return list(cast("Iterable[Row]", queryset._iterable_class(asked)))

    def first(self, **values: object) -> Row | None:
        return next(iter(self.ask(**values)), None)

    @property
    def _queryset(self) -> QuerySet[Model, Row]:
        found: QuerySet[Model, Row] | None = vars(self).get("_declared")
        if found is None:
            found = self._declared = self._declare()
        return found

    def _write(self, alias: str) -> "_Written":
        compiler = self._queryset.query.get_compiler(using=alias)
        sql, parameters = compiler.as_sql()
        written = self._written[alias] = _Written(alias, compiler, sql, tuple(parameters))
        return written


@dataclass(frozen=True)
class _Written:
    """A query as one database is asked it. `compiler` is only copied: threads share it."""

    alias: str
    compiler: SQLCompiler
    sql: str
    parameters: tuple[object, ...]

    def fill(self, values: dict[str, object]) -> SQLCompiler:
        """Django's compiler once it has written the SQL, with these values in it."""
        connection = connections[self.alias]
        filled = [
            each.prepare(values[each.name], connection) if isinstance(each, Parameter) else each
            for each in self.parameters
        ]
        compiler = copy(self.compiler)
        compiler.connection = connection
        vars(compiler)["as_sql"] = lambda *_args, **_kwargs: (self.sql, filled)
        return compiler


@dataclass(frozen=True)
class _Asked:
    """All that Django's iterables ask of a QuerySet."""

    db: str
    compiler: SQLCompiler
    _known_related_objects: ClassVar[dict[str, object]] = {}

    @property
    def query(self) -> "_Asked":
        return self

    def get_compiler(self, *_args: str, using: str = "") -> SQLCompiler:
        return self.compiler
