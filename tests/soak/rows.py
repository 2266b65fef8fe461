"""The database, read with SQL alone: what checks the service must not trust its code."""

import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


class Rows:
    """Questions to one connection."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row."""
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self.all(sql, *values)), None)

    def number(self, sql: str, *values: Any) -> int:
        """The one number of a `SELECT count(*) AS n`."""
        found = self.one(sql, *values)
        assert found is not None
        return int(found["n"])


def uuid_of(identifier: str) -> uuid.UUID:
    """The UUID of `doc_01h455vb4pex5vsknk084sn02q`, by the TypeID specification."""
    number = 0
    for sign in identifier.rpartition("_")[2]:
        number = number * 32 + CROCKFORD.index(sign)
    return uuid.UUID(int=number)


def typeid(prefix: str, value: uuid.UUID) -> str:
    """And back."""
    signs = "".join(CROCKFORD[value.int >> (5 * place) & 31] for place in range(25, -1, -1))
    return f"{prefix}_{signs}"


def iso(instant: datetime | None) -> str | None:
    """As answers write it: UTC, whole milliseconds (cut off), Z."""
    return None if instant is None else f"{instant.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3]}Z"
