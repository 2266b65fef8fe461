"""What every agreement of purchase and sale says, whatever is sold."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from documents.packs.blocks import brokerages, dates, land, money, terms, title
from documents.packs.blocks.brokerages import Brokerages
from documents.packs.blocks.dates import PurchaseDates
from documents.packs.blocks.land import Parcel
from documents.packs.blocks.money import PurchaseMoney
from documents.packs.blocks.parties import Lawyers, Notices, PurchaseParties
from documents.packs.blocks.terms import Conditions, Items, Schedules, Warranties
from documents.packs.blocks.title import SpousalConsent, Title
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.reading import Reading, Rule
from documents.packs.toolkit.template_data import amount


class Purchase(Block):
    """Everything an agreement of purchase and sale says about one sale."""

    parties: PurchaseParties = Field(description="Who buys and who sells.")
    property: Parcel = Field(description="What is sold.")
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


RULES: tuple[Rule, ...] = (
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
)
SIDES = (("parties.buyers", "buyer"), ("parties.sellers", "seller"))


def balance(canonical: Mapping[str, Any]) -> dict[str, Any]:
    """What the deposits leave of the price, for the template."""
    reading = Reading(canonical)
    paid = sum(reading.cents(f"{path}.amountCents") or 0 for path in money.deposits(reading))
    return {"balance": amount((reading.cents("money.priceCents") or 0) - paid)}
