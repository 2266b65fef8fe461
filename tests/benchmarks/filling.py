"""Many rows like one: copies of a row, made by the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]
Values = Mapping[str, str]

SHARE = 10  # each tenth row is the caller's own
# A UUID that grows with n, in the form of version 7, and lies before all that were ever made.
UUID = "(lpad(to_hex({begin} + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid"


def uuid(begin: int = 0) -> str:
    """The expression of an id for row number n."""
    return UUID.format(begin=begin)


@dataclass(frozen=True)
class Rows:
    """What fills one table. Values are SQL in which `n` is the number of the row.

    values   for every row; in all of them `{size}` is the number of rows
    own      for those that the caller's list shows: each tenth
    others   for those that it must pass over, which lie between them: of others, who are many
    few      so many are the caller's own, in place of a tenth
    """

    table: str
    values: Values = field(default_factory=dict)
    own: Values = field(default_factory=dict)
    others: Values = field(default_factory=dict)
    few: int | None = None

    def is_own(self, size: int) -> str:
        """The condition on n."""
        return f"n % {max(size // self.few, 1) if self.few else SHARE} = 0"


def fill(connection: Connection, rows: Rows, size: int, *, since: int = 0) -> None:
    """Bring the table to that size, from the one to which it was filled before, and its statistics up to date.

    Triggers rest meanwhile (foreign keys, append-only tables): they guard what is changed, not what is read here.
    """
    model = _model(connection, rows.table)
    columns = sql.SQL(", ").join(map(sql.Identifier, model))
    values = sql.SQL(", ").join(_value(rows, name, size) for name in model)
    table = sql.Identifier(rows.table)
    connection.execute("SET session_replication_role = replica")
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series({first}, {size}) AS n, "
            "(SELECT * FROM {table} LIMIT 1) AS model"
        ).format(table=table, columns=columns, values=values, first=sql.Literal(since + 1), size=sql.Literal(size))
    )
    connection.execute("SET session_replication_role = DEFAULT")
    connection.execute(sql.SQL("VACUUM (ANALYZE, FREEZE) {}").format(table))


def _model(connection: Connection, table: str) -> list[str]:
    """The columns that are filled in by whoever writes a row; there must be one to copy."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public' "
        "AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    assert found, table
    assert connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone() is not None, (
        f"{table} has no row to copy"
    )
    return [name for (name,) in found]


def _value(rows: Rows, name: str, size: int) -> sql.Composable:
    own, others = rows.own.get(name), rows.others.get(name)
    value = default = rows.values.get(name, f'model."{name}"')
    if own or others:
        value = f"CASE WHEN {rows.is_own(size)} THEN {own or default} ELSE {others or default} END"
    return sql.SQL(value.replace("{size}", str(size)))
