"""Days and times of the samples."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of(day: date) -> str:
    """One minute to midnight in Toronto, with the offset of that day."""
    return datetime.combine(day, time(23, 59), ZoneInfo("America/Toronto")).isoformat()


def first_of_month_from(day: date) -> date:
    """`day` itself when a month starts on it, else the next day on which one does."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_day_of_a_year_from(day: date) -> date:
    """The last day of twelve months that start with the first day of a month."""
    return day.replace(year=day.year + 1) - timedelta(days=1)
