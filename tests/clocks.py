"""A clock that stands still, and is moved by hand."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from safeclose import clock


class Clock:
    """What `safeclose.clock` reads in place of the machine's time."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, zone: tzinfo) -> datetime:
        """As `datetime.now`."""
        return self.instant.astimezone(zone)

    def move(self, **by: float) -> None:
        """Forward by that much: `move(days=1)`."""
        self.instant += timedelta(**by)


def stopped(monkeypatch: pytest.MonkeyPatch, at: datetime | None = None) -> Clock:
    """Stop the service's clock, at that instant or now."""
    hands = Clock(at or datetime.now(UTC).replace(microsecond=0))
    monkeypatch.setattr(clock, "datetime", hands)
    return hands
