"""Instants as printed evidence shows them: in UTC and in the organization's time zone, each with its name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Clocks:
    """The time zone in which instants are shown beside UTC; None when the trail names none that is known."""

    zone: ZoneInfo | None

    @classmethod
    def of(cls, name: Any) -> "Clocks":
        """Clocks for an IANA zone name such as `America/Toronto`; with no zone for anything else."""
        try:
            return cls(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, TypeError):
            return cls(None)

    def show(self, at: str) -> dict[str, str]:
        """{"utc", "local"} for an ISO instant; "local" is empty without a zone.

        >>> Clocks.of("America/Toronto").show("2026-05-01T12:00:00.123Z")["local"]
        '2026-05-01 08:00:00 EDT (UTC−04:00)'
        """
        instant = datetime.fromisoformat(at).astimezone(UTC)
        milliseconds = instant.microsecond // 1000
        return {"utc": f"{instant:%Y-%m-%d %H:%M:%S}.{milliseconds:03} UTC", "local": self._local(instant)}

    def _local(self, instant: datetime) -> str:
        if self.zone is None:
            return ""
        local = instant.astimezone(self.zone)
        offset = f"{local:%z}".replace("-", "−")
        return f"{local:%Y-%m-%d %H:%M:%S %Z} (UTC{offset[:3]}:{offset[3:]})"
