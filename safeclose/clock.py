"""The present time, with the precision in which it is shown and hashed."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC, truncated to milliseconds, so that the stored value is the one that was shown."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def iso(instant: datetime) -> str:
    """`2026-04-27T00:00:00.000Z`: ISO 8601, UTC, milliseconds."""
    in_utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return in_utc.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
