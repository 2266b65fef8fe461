"""The offer to lease: until when it stands, and the money that comes with it."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from documents.packs.blocks.money import Deposit
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Day, Instant
from documents.packs.toolkit.wording import local_time


class LeaseDates(Block):
    """From the offer to its acceptance."""

    offer_date: Day = Field(description="The day the offer is made.")
    irrevocable_until: Instant = Field(description="Until when the offer stands, with its UTC offset.")
    irrevocable_by: Literal["tenant", "landlord"] | None = Field(
        None, description="Whose offer it is; the tenants' when not stated."
    )


class LeaseDeposit(Deposit):
    """Money paid with the offer, in trust until the tenancy starts; of any amount."""

    interest: Literal["none", "tenant", "landlord"] | None = Field(
        None, description="Who receives interest it earns until then, if it is invested at all."
    )


class LeaseMoney(Block):
    """What is paid before the tenancy starts."""

    deposit: LeaseDeposit = Field(description="The deposit that comes with the offer.")


def offer_stands_before_the_tenancy(canonical: Reading) -> Iterator[Issue]:
    """Offer, then the end of the time to accept it, then the tenancy; the last two may be on one day."""
    until = canonical.instant("dates.irrevocableUntil")
    last = until and local_time(until).date()
    offer, start = canonical.day("dates.offerDate"), canonical.day("lease.startDate")
    if last and offer and last < offer:
        yield Issue("dates.irrevocableUntil", Code.OUT_OF_ORDER, "The offer can't lapse before the day it is made.")
    if last and start and start < last:
        message = "The tenancy can't start before the last day to accept the offer."
        yield Issue("lease.startDate", Code.OUT_OF_ORDER, message)


def deposit_due_before_the_tenancy(canonical: Reading) -> Iterator[Issue]:
    """A deposit due on a date is due between the offer and the first day of the tenancy."""
    offer, start = canonical.day("dates.offerDate"), canonical.day("lease.startDate")
    path = "money.deposit.dueDate"
    due = canonical.day(path)
    if due and not (offer or date.min) <= due <= (start or date.max):
        yield Issue(path, Code.OUT_OF_ORDER, "The deposit is due between the offer and the start of the tenancy.")
