"""PAdES baseline levels (ETSI EN 319 142-1), and what each promises of time stamps."""

from typing import Literal

Level = Literal["B-B", "B-T", "B-LTA"]
LEVELS: tuple[Level, ...] = ("B-B", "B-T", "B-LTA")
TIME_STAMPED = frozenset({"B-T", "B-LTA"})
ARCHIVED = "B-LTA"
