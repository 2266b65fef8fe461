"""When touches are due, out of the words in which a campaign's cadence is given."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from documents.chattel.outreach.hours import allowed

DAYS_BY_CADENCE = {"weekly": 7, "once per week": 7, "bi-weekly": 14}
MONTHLY = "monthly"
LIST_OF_DAYS = re.compile(r"day [1-9][0-9]{0,2}(, ?day [1-9][0-9]{0,2})*")
ONCE = "once"


def understood(cadence: str) -> str:
    """The cadence in one spelling; `once` for words that mean nothing here: then there is the first touch alone."""
    words = " ".join(cadence.lower().split())
    return words if words in DAYS_BY_CADENCE or words == MONTHLY or LIST_OF_DAYS.fullmatch(words) else ONCE


def next_touch(cadence: str, *, start: datetime, after: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The first instant of the schedule that is later than `after`, moved out of the quiet hours; None for none.

    The schedule uses local times of `zone`, from `start` on; with `after` None it returns the first one.
    """
    for local in _schedule(understood(cadence), start.astimezone(zone).replace(tzinfo=None)):
        instant = allowed(local.replace(tzinfo=zone).astimezone(UTC), zone).astimezone(UTC)
        if after is None or instant > after:
            return instant
    return None


def _schedule(words: str, start: datetime) -> Iterator[datetime]:
    if words in DAYS_BY_CADENCE:
        yield from (start + timedelta(days=DAYS_BY_CADENCE[words] * n) for n in count())
    elif words == MONTHLY:
        yield from (_months_later(start, n) for n in count())
    elif words == ONCE:
        yield start
    else:
        days = sorted({int(number) for number in re.findall("[0-9]+", words)})
        yield from (start + timedelta(days=day - 1) for day in days)


def _months_later(start: datetime, number: int) -> datetime:
    """The same day of a later month, or the last where that month is shorter."""
    months = start.month - 1 + number
    year, month = start.year + months // 12, months % 12 + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
