"""What is paid, when, and to whom."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Line


class Deposit(Block):
    """The money that secures an agreement until it is carried out."""

    amount_cents: Cents = Field(description="Amount in cents.")
    timing: Literal["upon_acceptance", "within_24_hours", "herewith", "on_date"] = Field(
        description="When it is paid: on acceptance, within 24 hours of it, with the offer, or on `dueDate`."
    )
    due_date: Day | None = Field(None, description="The day, exactly when `timing` is `on_date`.")
    held_by: Line = Field(description="Who holds it in trust, usually the listing brokerage.")


class PurchaseDeposit(Deposit):
    """The first deposit of a purchase."""

    interest: Literal["none", "buyer", "seller"] | None = Field(
        None, description="Who receives interest the deposit earns, if it is invested at all."
    )


class FurtherDeposit(Block):
    """A later increase of the deposit."""

    amount_cents: Cents = Field(description="Amount in cents.")
    due_date: Day = Field(description="The day it is due.")
    held_by: Line = Field(description="Who holds it in trust.")


class PurchaseMoney(Block):
    """The price and how it is paid."""

    price_cents: Cents = Field(description="Purchase price in cents.")
    currency: Literal["CAD"] = Field(description="Canadian dollars.")
    deposit: PurchaseDeposit = Field(description="The first deposit.")
    further_deposits: list[FurtherDeposit] = Field(
        default_factory=list, max_length=10, description="Later increases of the deposit."
    )
    hst: Literal["included", "in_addition"] | None = Field(
        None, description="If the sale is taxable: whether the price includes HST, or it is paid on top."
    )


def deposits(canonical: Reading) -> list[str]:
    """The paths of all deposits that are there."""
    return ["money.deposit", *canonical.each("money.furtherDeposits")]


def deposits_within_price(canonical: Reading) -> Iterator[Issue]:
    """The deposits together are at most the price."""
    price = canonical.cents("money.priceCents")
    amounts = [canonical.cents(f"{path}.amountCents") or 0 for path in deposits(canonical)]
    if price is not None and sum(amounts) > price:
        path = "money.deposit.amountCents"
        yield Issue(path, Code.DEPOSIT_EXCEEDS_PRICE, "The deposits together are more than the price.")


def due_date_fits_timing(canonical: Reading) -> Iterator[Issue]:
    """`dueDate` is given exactly when the deposit is due on a date."""
    timing, path = canonical.word("money.deposit.timing"), "money.deposit.dueDate"
    given = canonical.has(path)
    if timing == "on_date" and not given:
        yield Issue(path, Code.DUE_DATE_REQUIRED, "A deposit due on a date needs that date.")
    if timing in ("upon_acceptance", "within_24_hours", "herewith") and given:
        yield Issue(path, Code.DUE_DATE_NOT_ALLOWED, "Only a deposit due on a date has a due date.")


def deposits_due_before_completion(canonical: Reading) -> Iterator[Issue]:
    """Each due date lies between the offer and completion."""
    offer, completion = canonical.day("dates.offerDate"), canonical.day("dates.completionDate")
    for path in (f"{deposit}.dueDate" for deposit in deposits(canonical)):
        due = canonical.day(path)
        if due and not (offer or date.min) <= due <= (completion or date.max):
            yield Issue(path, Code.OUT_OF_ORDER, "A deposit is due between the offer and completion.")
