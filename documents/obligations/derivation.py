"""What a document obliges its parties to, and when: read out of its data by rule."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from documents.packs.blocks import money
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.wording import long_date

RENEWAL = timedelta(days=60)
AFTER_ACCEPTANCE = timedelta(hours=24)
CONDITIONS = {
    "financing": "Financing",
    "inspection": "Inspection",
    "status_certificate": "Status certificate",
    "sale_of_property": "Sale of the buyers' property",
}


@dataclass(frozen=True)
class Due:
    """One thing to do, and by when.

    key      the same as long as the term it stands on says the same, wherever in the document that is; unique within
             a document
    due_at   in UTC; of a day its midnight
    due_day  where it is due on a day, and not at an instant
    """

    key: str
    type: str
    description: str
    due_at: datetime
    due_day: date | None = None
    amount_cents: int | None = None


@dataclass(frozen=True)
class _Found:
    """`term`: what the document says, whatever happens later."""

    type: str
    term: tuple[str | int | None, ...]
    description: str
    due: date | datetime
    amount_cents: int | None = None

    @property
    def due_at(self) -> datetime:
        return self.due if isinstance(self.due, datetime) else _midnight(self.due)

    @property
    def due_day(self) -> date | None:
        return None if isinstance(self.due, datetime) else self.due


def derived(canonical: Mapping[str, Any], *, accepted_at: datetime | None) -> list[Due]:
    """All obligations of a document of any form, the soonest first; `accepted_at`: when everyone had signed, if so."""
    reading = Reading(canonical)
    rules = (
        _closing(reading),
        _conditions(reading),
        _deposits(reading, accepted_at or reading.instant("dates.irrevocableUntil")),
        _offer(reading, accepted_at),
        _listing(reading),
        _renewal(reading),
    )
    found = sorted((one for rule in rules for one in rule), key=lambda one: (one.due_at, one.type))
    same: Counter[str] = Counter()
    due = []
    for one in found:
        key = _key(one)
        same[key] += 1
        again = f":{same[key]}" if same[key] > 1 else ""
        due.append(Due(key + again, one.type, one.description, one.due_at, one.due_day, one.amount_cents))
    return due


def _key(found: _Found) -> str:
    return f"{found.type}:{hashlib.sha256(orjson.dumps(found.term)).hexdigest()[:32]}"


def _closing(reading: Reading) -> Iterator[_Found]:
    if day := reading.day("dates.completionDate"):
        yield _Found("closing", (day.isoformat(),), "Completion of the purchase.", day)


def _conditions(reading: Reading) -> Iterator[_Found]:
    for path in reading.each("conditions"):
        day = reading.day(f"{path}.waiverDate")
        if day:
            kind, text = reading.word(f"{path}.kind"), reading.word(f"{path}.description") or ""
            named = f"{CONDITIONS.get(kind or '', 'Condition')}, to fulfil or waive: {' '.join(text.split())}"
            yield _Found("condition_waiver", (kind, text, day.isoformat()), _short(named), day)


def _deposits(reading: Reading, accepted_at: datetime | None) -> Iterator[_Found]:
    """`accepted_at`: or, as long as nobody accepted, the last instant at which somebody can."""
    for path in money.deposits(reading):
        amount, timing = reading.cents(f"{path}.amountCents"), reading.word(f"{path}.timing")
        day, holder = reading.day(f"{path}.dueDate"), reading.word(f"{path}.heldBy")
        due = _deposit_due(timing, day, accepted_at)
        if amount is not None and due:
            term = (amount, timing, day.isoformat() if day else None, holder)
            named = "Deposit" if path == "money.deposit" else "Further deposit"
            words = f"{named}, to {holder}" if holder else named
            yield _Found("deposit_due", term, f"{words.rstrip('.')}.", due, amount)


def _deposit_due(timing: str | None, day: date | None, accepted_at: datetime | None) -> date | datetime | None:
    if timing == "on_date" or (timing is None and day):
        return day
    if timing is None or accepted_at is None:
        return None
    later = AFTER_ACCEPTANCE if timing == "within_24_hours" else timedelta()
    return accepted_at.astimezone(UTC) + later


def _offer(reading: Reading, accepted_at: datetime | None) -> Iterator[_Found]:
    until = reading.instant("dates.irrevocableUntil")
    if until and accepted_at is None:
        instant = until.astimezone(UTC)
        yield _Found("expiry", ("offer", instant.isoformat()), "The offer lapses unless it is accepted.", instant)


def _listing(reading: Reading) -> Iterator[_Found]:
    day, instant = reading.day("listing.expiryDate"), reading.instant("listing.expiryDate")
    expires = _midnight(day) if day else instant and instant.astimezone(UTC)
    if expires:
        yield _Found("expiry", ("listing", expires.isoformat()), "The listing expires.", expires)


def _renewal(reading: Reading) -> Iterator[_Found]:
    if end := reading.day("lease.endDate"):
        named = f"The lease ends on {long_date(end)}, {RENEWAL.days} days from then: renew it or let it end."
        yield _Found("renewal", (end.isoformat(),), named, end - RENEWAL)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:299].rstrip()}…"
