"""How instants are read from the database."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.types.datetime import TimestamptzLoader


class _Loader(TimestamptzLoader):
    """Reads `2026-04-27 00:00:00.5+00`, as PostgreSQL writes it in the zone of Django's connections, UTC.

    Django's own loader matches a pattern for each value, which for a list took longer than all else but the query.
    """

    timezone = UTC  # Django compares it with the connection's

    def load(self, data: Any) -> datetime:
        """Raises DataError for what Python has no datetime of, such as `infinity`."""
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data)


def prepare() -> None:
    """Use it on all connections that are opened from now on."""
    get_adapters_template(True, UTC).register_loader("timestamptz", _Loader)
