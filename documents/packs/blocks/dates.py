"""The days that rule a purchase, and their order."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.business_days import why_closed
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Day, Instant
from documents.packs.toolkit.wording import local_time


class PurchaseDates(Block):
    """From the offer to completion."""

    offer_date: Day = Field(description="The day the offer is made.")
    irrevocable_until: Instant = Field(description="Until when the offer stands, with its UTC offset.")
    irrevocable_by: Literal["buyer", "seller"] | None = Field(
        None, description="Whose offer it is; the buyer's when not stated."
    )
    completion_date: Day = Field(description="The day title and money change hands; a business day.")
    requisition_date: Day | None = Field(None, description="Last day to examine title and raise objections.")


def completes_on_a_business_day(canonical: Reading) -> Iterator[Issue]:
    """Registry offices and banks must be open on the day of completion."""
    completion = canonical.day("dates.completionDate")
    reason = completion and why_closed(completion)
    if reason:
        yield Issue("dates.completionDate", Code.NOT_A_BUSINESS_DAY, reason)


def offer_stands_before_completion(canonical: Reading) -> Iterator[Issue]:
    """Offer, then the end of the time to accept it, then completion."""
    until = canonical.instant("dates.irrevocableUntil")
    last = until and local_time(until).date()
    offer, completion = canonical.day("dates.offerDate"), canonical.day("dates.completionDate")
    if last and offer and last < offer:
        message = "The offer can't lapse before the day it is made."
        yield Issue("dates.irrevocableUntil", Code.OUT_OF_ORDER, message)
    if last and completion and completion < last:
        message = "Completion can't come before the last day to accept the offer."
        yield Issue("dates.completionDate", Code.OUT_OF_ORDER, message)
    if offer and completion and completion <= offer:
        yield Issue("dates.completionDate", Code.OUT_OF_ORDER, "Completion must come after the offer.")


def title_searched_before_completion(canonical: Reading) -> Iterator[Issue]:
    """The last day for objections to title comes after the offer and before completion."""
    path = "dates.requisitionDate"
    offer, completion = canonical.day("dates.offerDate"), canonical.day("dates.completionDate")
    requisition = canonical.day(path)
    if requisition and completion and requisition >= completion:
        yield Issue(path, Code.OUT_OF_ORDER, "The requisition date must come before completion.")
    if requisition and offer and requisition < offer:
        yield Issue(path, Code.OUT_OF_ORDER, "The requisition date can't come before the offer.")
