"""Queries of one form, which Django writes and PostgreSQL plans once, not for each request.

Django takes longer to write a query over several tables than PostgreSQL to answer it. Of a `Prepared` query the text is
kept, with the places of its values; the text is written by Django, from the same query sets as any other.

PostgreSQL refuses a kept plan whose columns have other types by now. They keep their types while processes run: see the
linter of migrations.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from safeclose.records.transactions import assert_in_action

M = TypeVar("M", bound=models.Model)


class Given(Expression):
    """Where the value of this name stands in the query set of a `Prepared`; `of` is the field that has such values."""

    def __init__(self, name: str, of: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=of)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def taken_from(self, values: dict[str, Any], connection: Any) -> Any:
        """The value as the driver takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


@contextmanager
def preparing_cursor() -> Iterator[Any]:
    """A cursor for statements of fixed texts, which the server keeps.

    It keeps none behind a pooler, see `prepare_threshold` in the settings.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if not connection.queries_logged:  # Django's log finds the values in its own cursors only
            cursor.cursor = _PreparingCursor(connection.connection)  # type: ignore[call-arg]  # its bases have no types
        yield cursor


class Prepared(Generic[M]):
    """A query of one form.

    build   makes the query set, with `Given` for each value. It can use `select_related` and `select_for_update`, but
            not `prefetch_related`. A value can't be None, which Django writes in another way.

    Kept for the life of the process, so it can't depend on the request or on settings.
    """

    def __init__(self, build: Callable[[], "models.QuerySet[M]"]) -> None:
        self._build = build
        self._form: _Form | None = None

    def rows(self, **values: Any) -> list[M]:
        """All rows that the query finds with these values."""
        if self._form is None:
            self._form = _form(self._build())  # whoever else does it now writes the same
        if self._form.locks:
            assert_in_action()
        return list(self._form.instances(values))

    def one_or_none(self, **values: Any) -> M | None:
        """The first row, where there is one."""
        return next(iter(self.rows(**values)), None)


class _Form(NamedTuple):
    sql: str
    params: Sequence[Any]
    locks: bool
    compiler: SQLCompiler
    converters: dict[int, Any]
    populators: Sequence[Any]

    def instances(self, values: dict[str, Any]) -> Iterator[Any]:
        """As Django's `ModelIterable` makes them of the rows."""
        connection = connections[DEFAULT_DB_ALIAS]
        params = [one.taken_from(values, connection) if isinstance(one, Given) else one for one in self.params]
        with preparing_cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        columns = self.compiler.klass_info["select_fields"]
        start, end = columns[0], columns[-1] + 1
        names = [column.target.attname for column, *_ in self.compiler.select[start:end]]
        for row in self.compiler.apply_converters(found, self.converters):
            instance = self.compiler.klass_info["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in self.populators:
                populator.populate(row, instance)
            for name, position in self.compiler.annotation_col_map.items():
                setattr(instance, name, row[position])
            yield instance


def _form(rows: "models.QuerySet[Any]") -> _Form:
    if rows._prefetch_related_lookups:  # type: ignore[attr-defined]  # there is no public name
        raise ValueError("A prepared query can't have prefetch_related: its queries would depend on the rows.")
    compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    populators = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of Django 6
    return _Form(sql, params, rows.query.select_for_update, compiler, converters, populators)


class _PreparingCursor(ServerBindingCursor):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)  # type: ignore[misc]  # its bases have no types
