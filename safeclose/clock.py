"""The present time, with the precision in which it is shown and hashed."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC, truncated to milliseconds, so that the stored value is the one that was shown."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def iso(instant: datetime) -> str:
    """`2026-04-27T00:00:00.000Z`: ISO 8601, UTC, milliseconds."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
