"""How values of a pack's data are written into the fields of a form."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from documents.packs.toolkit.wording import dollars, dollars_in_words, local_time, long_date, long_time

# A format says how one value is written; one that shows a part of it only says which.
Format = Callable[[Any], str]
PARTS_OF_A_DAY = frozenset({"day", "month", "year"})
_SHORT_YEAR = "shortyear"


def usual(path: str, value: Any) -> str:
    """A value as it is written when no format is given."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if path.endswith("Cents"):
        return dollars(value)
    if isinstance(value, datetime):
        return long_time(value)
    return long_date(value) if isinstance(value, date) else str(value)


def _day(value: Any) -> date:
    return local_time(value).date() if isinstance(value, datetime) else value


def _spelled(value: str) -> str:
    return value.replace("_", " ")


FORMATS: dict[str, tuple[tuple[type, ...], Format]] = {
    "dollars": ((int,), dollars),
    "figures": ((int,), lambda cents: dollars(cents).removeprefix("$")),
    "words": ((int,), dollars_in_words),
    "date": ((date,), lambda value: long_date(_day(value))),
    "iso": ((date,), lambda value: _day(value).isoformat()),
    "time": ((datetime,), lambda value: long_time(value).partition(" (")[0]),
    "day": ((date,), lambda value: str(_day(value).day)),
    "month": ((date,), lambda value: long_date(_day(value)).split()[2]),
    "year": ((date,), lambda value: str(_day(value).year)),
    _SHORT_YEAR: ((date,), lambda value: f"{_day(value).year % 100:02}"),
    "spelled": ((str,), _spelled),
    "lines": ((str,), str),
}


def parts_shown(format: str | None, value: Any) -> frozenset[str]:
    """What of a value is on the page when it is written so; `whole` when nothing is missing."""
    if format in PARTS_OF_A_DAY:
        return frozenset({format or ""})
    if format == _SHORT_YEAR:
        return frozenset({"year"})
    if isinstance(value, datetime) and format in ("date", "iso", "time"):
        return frozenset({"hour"}) if format == "time" else PARTS_OF_A_DAY
    return frozenset({"whole"})


def is_shown(parts: set[str], value: Any) -> bool:
    """Whether nothing of a value is missing on the page, when these parts of it are there."""
    needed = PARTS_OF_A_DAY | {"hour"} if isinstance(value, datetime) else PARTS_OF_A_DAY
    return "whole" in parts or (isinstance(value, date) and needed <= parts)
