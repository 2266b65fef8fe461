"""Listing agreement for a home that is for lease in Ontario."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from documents.packs import samples
from documents.packs.blocks import commission, land, listing, utilities
from documents.packs.blocks.commission import RentCommission
from documents.packs.blocks.letting import LettingTerms
from documents.packs.blocks.listing import Consents, LeaseListing, ListingAgent, Marketing, OwnersStatements
from documents.packs.blocks.owners import Landlords
from documents.packs.blocks.particulars import Interior, ListedHome
from documents.packs.blocks.terms import Items, Schedules
from documents.packs.blocks.utilities import Services
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.pack import Pack


class ListingLease(Block):
    """Everything a listing agreement for a lease says."""

    parties: Landlords = Field(description="Who lets the home.")
    brokerage: ListingAgent = Field(description="Who lists the home.")
    property: ListedHome = Field(description="What is for lease.")
    listing: LeaseListing = Field(description="Rent and time of the listing.")
    particulars: Interior | None = Field(None, description="What tenants want to know of it.")
    services: Services = Field(description="What the rent includes, and what tenants pay.")
    inclusions: Items = Field(default_factory=list, description="Appliances and furniture that tenants may use.")
    exclusions: Items = Field(default_factory=list, description="Things and rooms that tenants may not use.")
    letting: LettingTerms | None = Field(None, description="What the landlords wish for in a lease.")
    commission: RentCommission = Field(description="What the landlords pay.")
    marketing: Marketing | None = Field(None, description="How the home is shown and advertised.")
    statements: OwnersStatements | None = Field(None, description="What the landlords state.")
    consents: Consents | None = Field(None, description="What the landlords have received and agree to.")
    schedules: Schedules = Field(default_factory=list, description="The parties' own pages.")


def _derived(canonical: Mapping[str, Any]) -> dict[str, Any]:
    return {}


PACK = Pack(
    key="on/listing-lease",
    title="Listing Agreement, Lease",
    form_number="TRREB lease listing",
    transaction_type="listing",
    model=ListingLease,
    rules=(
        land.in_ontario,
        listing.expires_after_it_starts,
        listing.lease_begins_after_the_listing,
        listing.designated_persons_are_named,
        listing.offers_wait_for_a_time,
        listing.offers_come_during_the_listing,
        utilities.shared_bills_are_explained,
        commission.fees_say_how_much,
        commission.rent_fees_say_of_what,
        commission.share_within_commission,
    ),
    template=Path(__file__).with_suffix(".typ"),
    sides=(("parties.landlords", "landlord"),),
    about="property.address",
    sample=samples.listing_lease,
    derived=_derived,
)
