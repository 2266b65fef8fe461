"""Agreement of purchase and sale of a freehold property in Ontario."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from documents.packs import samples
from documents.packs.blocks import brokerages, dates, land, money, terms, title
from documents.packs.blocks.block import Block
from documents.packs.blocks.brokerages import Brokerages
from documents.packs.blocks.dates import PurchaseDates
from documents.packs.blocks.land import Property
from documents.packs.blocks.money import PurchaseMoney
from documents.packs.blocks.parties import Lawyers, Notices, PurchaseParties
from documents.packs.blocks.terms import Conditions, Items, Schedules, Warranties
from documents.packs.blocks.title import SpousalConsent, Title
from documents.packs.pack import Pack
from documents.packs.printing import amount
from documents.packs.reading import Reading


class FreeholdPurchase(Block):
    """Everything a freehold agreement of purchase and sale says about one sale."""

    parties: PurchaseParties = Field(description="Who buys and who sells.")
    property: Property = Field(description="What is sold.")
    money: PurchaseMoney = Field(description="Price and deposits.")
    dates: PurchaseDates = Field(description="Offer, completion, and the days between.")
    conditions: Conditions = Field(default_factory=list, description="What must come true first.")
    inclusions: Items = Field(default_factory=list, description="Movable things that are sold as well.")
    exclusions: Items = Field(default_factory=list, description="Fixed things that are not sold.")
    rental_items: Items = Field(
        default_factory=list, description="Rented equipment whose contract the buyers take over."
    )
    title: Title | None = Field(None, description="What title the buyers accept.")
    warranties: Warranties = Field(default_factory=list, description="Facts the sellers stand for.")
    seller_residency: Literal["resident", "non_resident"] | None = Field(
        None, description="Whether a seller is a non-resident of Canada (Income Tax Act, s. 116)."
    )
    spousal_consent: SpousalConsent | None = Field(None, description="Consent of a seller's spouse.")
    assignment: Literal["free", "with_consent", "none"] | None = Field(
        None, description="Whether the buyers may hand the agreement on; not without consent when not stated."
    )
    notices: Notices | None = Field(None, description="Where notices are delivered.")
    lawyers: Lawyers | None = Field(None, description="Who completes the purchase for each side.")
    brokerages: Brokerages | None = Field(None, description="The brokerages that take part.")
    schedules: Schedules = Field(default_factory=list, description="The parties' own pages.")


def _sample(today: date) -> dict[str, Any]:
    return {
        **samples.purchase(today),
        "property": samples.house(),
        "warranties": samples.warranties(),
        "schedules": samples.schedules(),
    }


def _derived(canonical: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading(canonical)
    paid = sum(reading.cents(f"{path}.amountCents") or 0 for path in money.deposits(reading))
    return {"balance": amount((reading.cents("money.priceCents") or 0) - paid)}


PACK = Pack(
    key="on/freehold-purchase",
    title="Agreement of Purchase and Sale",
    form_number="OREA 100",
    transaction_type="purchase",
    model=FreeholdPurchase,
    rules=(
        land.in_ontario,
        money.deposits_within_price,
        money.due_date_fits_timing,
        money.deposits_due_before_completion,
        dates.completes_on_a_business_day,
        dates.offer_stands_before_completion,
        dates.title_searched_before_completion,
        terms.conditions_end_before_completion,
        title.consenting_spouses_are_named,
        brokerages.buyers_have_one_brokerage,
    ),
    template=Path(__file__).with_suffix(".typ"),
    sides=(("parties.buyers", "buyer"), ("parties.sellers", "seller")),
    about="property.address",
    sample=_sample,
    derived=_derived,
)
