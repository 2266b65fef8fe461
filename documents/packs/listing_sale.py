"""Listing agreement for a property that is for sale in Ontario."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from documents.packs import samples
from documents.packs.blocks import commission, land, listing, title
from documents.packs.blocks.commission import Commission
from documents.packs.blocks.listing import Consents, ListingAgent, Marketing, SaleListing, SellersStatements
from documents.packs.blocks.owners import Sellers
from documents.packs.blocks.particulars import ListedProperty, Particulars
from documents.packs.blocks.terms import Items, Schedules
from documents.packs.blocks.title import SpousalConsent
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.pack import Pack
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.template_data import amount
from documents.packs.toolkit.values import Cents, Line


class OffersDeposit(Block):
    """The deposit that the sellers expect with an offer."""

    least_cents: Cents | None = Field(None, description="The least amount that is expected, in cents.")
    held_by: Line = Field(description="Who holds it in trust, usually the listing brokerage.")
    interest: Literal["none", "buyer", "seller"] | None = Field(
        None, description="Who receives interest it earns, if it is invested at all."
    )


class ListingSale(Block):
    """Everything a listing agreement for a sale says."""

    parties: Sellers = Field(description="Who sells the property.")
    brokerage: ListingAgent = Field(description="Who lists the property.")
    property: ListedProperty = Field(description="What is for sale.")
    listing: SaleListing = Field(description="Price and time of the listing.")
    particulars: Particulars = Field(description="What buyers want to know of it.")
    inclusions: Items = Field(default_factory=list, description="Movable things that are sold as well.")
    exclusions: Items = Field(default_factory=list, description="Fixed things that are not sold.")
    rental_items: Items = Field(default_factory=list, description="Rented equipment whose contract buyers take over.")
    commission: Commission = Field(description="What the sellers pay.")
    deposit: OffersDeposit | None = Field(None, description="The deposit expected with an offer.")
    marketing: Marketing | None = Field(None, description="How the property is shown and advertised.")
    statements: SellersStatements | None = Field(None, description="What the sellers state.")
    spousal_consent: SpousalConsent | None = Field(None, description="Consent of a seller's spouse.")
    consents: Consents | None = Field(None, description="What the sellers have received and agree to.")
    schedules: Schedules = Field(default_factory=list, description="The parties' own pages.")


def _derived(canonical: Mapping[str, Any]) -> dict[str, Any]:
    """What the commission comes to if the property sells at its asking price."""
    reading = Reading(canonical)
    price = reading.whole("listing.listPriceCents") or 0
    fees = {name: commission.fee_at(reading, f"commission.{name}", price) for name in ("total", "cooperating")}
    return {name: amount(cents) for name, cents in fees.items()}


PACK = Pack(
    key="on/listing-sale",
    title="Listing Agreement, Sale",
    form_number="OREA 271",
    transaction_type="listing",
    model=ListingSale,
    rules=(
        land.in_ontario,
        listing.expires_after_it_starts,
        listing.designated_persons_are_named,
        listing.offers_wait_for_a_time,
        listing.offers_come_during_the_listing,
        commission.fees_say_how_much,
        commission.share_within_commission,
        title.consenting_spouses_are_named,
    ),
    template=Path(__file__).with_suffix(".typ"),
    sides=(("parties.sellers", "seller"),),
    about="property.address",
    sample=samples.listing_sale,
    derived=_derived,
)
