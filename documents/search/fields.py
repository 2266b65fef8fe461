"""Vectors in a column."""

from typing import TYPE_CHECKING, Any

import orjson
from django.db import models

if TYPE_CHECKING:
    Column = models.Field[list[float], list[float]]
else:
    Column = models.Field


class Embedding(Column):
    """Single-precision numbers: in pgvector's own type where the database has it, else in an array (`storage`)."""

    def db_type(self, connection: Any) -> str:
        """As the table is first made; a migration then turns the column into a vector, if it can."""
        return "real[]"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """An array is assigned to a vector as well."""
        return "%s::real[]"

    def from_db_value(self, value: Any, expression: object, connection: object) -> list[float]:
        """Vectors come as text."""
        found: list[float] = orjson.loads(value) if isinstance(value, str) else value
        return found
