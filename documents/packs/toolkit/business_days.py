"""On which days a purchase can be completed in Ontario."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from holidays import GOVERNMENT, OPTIONAL, PUBLIC, country_holidays

from documents.packs.toolkit.wording import long_date

# Completing needs two houses open on one day: the land registry, to register the transfer, and the banks,
# to move the money. So a day counts only when none of these closes it:
#   PUBLIC      Ontario's public holidays: Employment Standards Act, 2000, s. 1 (1).
#   GOVERNMENT  what federally regulated workplaces, hence banks, observe: Canada Labour Code, s. 166. It adds
#               the National Day for Truth and Reconciliation and Remembrance Day.
#   OPTIONAL    what Ontario's offices or its banks keep by custom: Civic Holiday (banks are closed) and
#               Easter Monday (banks are open, provincial offices and courts are not; counted to be safe).
_CATEGORIES = (PUBLIC, GOVERNMENT, OPTIONAL)


def is_business_day(day: date) -> bool:
    """Whether registry offices and banks are open; a holiday on a weekend closes the day it moves to."""
    return why_closed(day) is None


def why_closed(day: date) -> str | None:
    """A sentence that says why `day` is no business day, or None when it is one."""
    if day.weekday() >= 5:
        return f"{long_date(day)} is not a business day."
    holiday = _holidays(day.year).get(day)
    return f"{long_date(day)} is not a business day: {holiday}." if holiday else None


def business_day_from(day: date) -> date:
    """`day` itself when it is a business day, else the next one."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=32)
def _holidays(year: int) -> Mapping[date, str]:
    # One year at a time, copied: the library's own object grows while it is read, which threads must not see.
    return dict(country_holidays("CA", subdiv="ON", categories=_CATEGORIES, language="en_CA", years=year))
