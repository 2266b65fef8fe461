"""Instants of the tests."""

from datetime import UTC, datetime

# Wednesday noon in Toronto, in summer.
NOON = datetime(2026, 5, 6, 16, tzinfo=UTC)
