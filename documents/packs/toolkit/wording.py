"""How amounts, dates and times are written in an English document."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_TORONTO = ZoneInfo("America/Toronto")
_UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_SMALL = (*_UNITS, *_TEENS)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SUMMER_HALF = ("April", "May", "June", "July", "August", "September")
_MONTHS = ("January", "February", "March", *_SUMMER_HALF, "October", "November", "December")
_POWERS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def dollars(cents: int) -> str:
    """`125_000_050` → `$1,250,000.50`."""
    return f"${cents // 100:,}.{cents % 100:02}"


def percent(basis_points: int) -> str:
    """`450` → `4.5%`, `10_000` → `100%`."""
    whole, rest = divmod(basis_points, 100)
    return (f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)) + "%"


def dollars_in_words(cents: int) -> str:
    """`125_000_050` → `one million two hundred fifty thousand dollars and 50 cents`."""
    whole, rest = divmod(cents, 100)
    unit = "dollar" if whole == 1 else "dollars"
    return f"{in_words(whole)} {unit}" + (f" and {rest} cent{'s' * (rest != 1)}" if rest else "")


def in_words(number: int) -> str:
    """A whole number from 0 below 10¹² in English words."""
    return " ".join(_words(number)) or "zero"


def _words(number: int) -> Iterator[str]:
    for power, name in _POWERS:
        if number >= power:
            yield from (*_words(number // power), name)
            number %= power
    if number >= 100:
        yield from (_SMALL[number // 100], "hundred")
        number %= 100
    if number >= 20:
        yield _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    elif number:
        yield _SMALL[number]


def long_date(day: date) -> str:
    """`Saturday, 4 July 2026`, whatever the machine's locale."""
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_time(instant: datetime) -> str:
    """`11:59 p.m. (Eastern Time) on Friday, 3 July 2026`.

    Ontario has two time zones, so the offset the parties wrote is kept. A time written in UTC is shown in
    Toronto's. Noon and midnight are words: nobody knows for sure which of them 12:00 p.m. is, and on which of two
    days a midnight is.
    """
    local = local_time(instant)
    zone, day = _zone(local), long_date(local.date())
    if (local.hour, local.minute) == (0, 0):
        return f"midnight at the start of {day} ({zone})"
    if (local.hour, local.minute) == (12, 0):
        return f"noon ({zone}) on {day}"
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour - 1) % 12 + 1}:{local:%M} {half} ({zone}) on {day}"


def local_time(instant: datetime) -> datetime:
    """The wall clock the parties meant: the offset they wrote, or Toronto's when they wrote UTC."""
    toronto = instant.astimezone(_TORONTO)
    return toronto if instant.utcoffset() in (timedelta(0), toronto.utcoffset()) else instant


def _zone(local: datetime) -> str:
    """The zone's name; with its offset in the hour that a day in autumn has twice."""
    if local.tzinfo is not _TORONTO:
        return _offset(local)
    return f"Eastern Time, {_offset(local)}" if _is_repeated(local) else "Eastern Time"


def _is_repeated(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _offset(local: datetime) -> str:
    offset = f"{local:%z}".replace("-", "−")
    return f"UTC{offset[:3]}:{offset[3:5]}"
