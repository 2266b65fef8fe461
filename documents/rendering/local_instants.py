"""Instants in UTC and in the organization's time zone, each with its name, for printed evidence and for letters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("en", "fr")
TimeSpec = Literal["seconds", "milliseconds"]
# The French names of North America's times (heure normale, heure avancée). Elsewhere the same letters name others.
IN_FRENCH = {
    "NST": "HNT", "NDT": "HAT", "AST": "HNA", "ADT": "HAA", "EST": "HNE", "EDT": "HAE", "CST": "HNC", "CDT": "HAC",
    "MST": "HNR", "MDT": "HAR", "PST": "HNP", "PDT": "HAP",
}  # fmt: skip


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

    def show(self, at: str, *, timespec: TimeSpec = "milliseconds", language: str = "en") -> dict[str, str]:
        """{"utc", "local"} for an ISO instant; "local" is to the second, and empty without a zone.

        >>> Clocks.of("America/Toronto").show("2026-05-01T12:00:00.123Z")["local"]
        '2026-05-01 08:00:00 EDT (UTC−04:00)'
        """
        instant = datetime.fromisoformat(at).astimezone(UTC)
        utc = instant.replace(tzinfo=None).isoformat(sep=" ", timespec=timespec)
        return {"utc": f"{utc} UTC", "local": self._local(instant, language)}

    def to_the_minute(self, instant: datetime) -> dict[str, str]:
        """By language, for letters, such as {"en": "2026-05-01 08:00 EDT (UTC−04:00)", …}; in UTC without a zone."""
        if self.zone is None or self.zone.key == "UTC":
            return dict.fromkeys(LANGUAGES, f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
        return {language: self._local(instant, language, "%Y-%m-%d %H:%M") for language in LANGUAGES}

    def _local(self, instant: datetime, language: str, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
        if self.zone is None:
            return ""
        local = instant.astimezone(self.zone)
        name, offset = f"{local:%Z}", f"{local:%z}".replace("-", "−")
        if language == "fr" and self.zone.key.startswith(("America/", "Canada/")):
            name = IN_FRENCH.get(name, name)
        return f"{local:{pattern}} {name} (UTC{offset[:3]}:{offset[3:]})"
