"""The lookup `only`: rows of one owner, for lists."""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler


class Only(Exact):
    """`organization__only=5` finds what `organization=5` finds, and lists read it from the index of an organization.

    From an order PostgreSQL leaves out a column that equals a constant. Then the primary key may have the order of the
    list as well, and for an owner of many rows PostgreSQL prefers it: where none of the newest rows is the owner's, it
    reads all that are newer. `= ANY` of one value is found by an index likewise, but the column stays in the order
    (`pagination.page_of` puts it there), and only the owner's index has that order. It must begin with the column,
    ascending, and go on as the list does.
    """

    lookup_name = "only"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        value, value_params = self.process_rhs(compiler, connection)
        kind = self.lhs.output_field.cast_db_type(connection)
        return f"{column} = ANY(ARRAY[{value}]::{kind}[])", (*column_params, *value_params)


def columns(rows: models.QuerySet[Any]) -> list[str]:
    """The columns of which `rows` have only one value."""
    where: Any = rows.query.where
    own = [each.lhs for each in where.children if isinstance(each, Only) and each.lhs.alias == rows.query.base_table]
    return [column.target.attname for column in own]


def prepare() -> None:
    """Registers the lookup for all columns, when Django starts."""
    models.Field.register_lookup(Only)
    models.ForeignObject.register_lookup(Only)
