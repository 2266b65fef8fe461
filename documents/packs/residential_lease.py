"""What all agreements to lease a home in Ontario have in common: their data, rules and derived figures.

They carry the particulars of an agreement to lease and those of Ontario's standard form of lease (Residential
Tenancies Act, 2006, s. 12.1; O. Reg. 9/18).
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from documents.packs.blocks import (
    land,
    lease,
    lease_brokerages,
    lease_offer,
    lease_parties,
    living,
    money,
    rent,
    utilities,
)
from documents.packs.blocks.lease import Lease
from documents.packs.blocks.lease_brokerages import LeaseBrokerages
from documents.packs.blocks.lease_offer import LeaseDates, LeaseMoney
from documents.packs.blocks.lease_parties import EmergencyContact, LeaseNotices, LeaseParties, Occupants
from documents.packs.blocks.living import Smoking, TenantsInsurance
from documents.packs.blocks.rented_home import RentedHome
from documents.packs.blocks.terms import Items, Schedules
from documents.packs.blocks.utilities import Services
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.values import Paragraph


class ResidentialLease(Block):
    """Everything an agreement to lease a home says about one tenancy."""

    parties: LeaseParties = Field(description="Who rents and who lets.")
    property: RentedHome = Field(description="What is rented.")
    lease: Lease = Field(description="Term, rent and deposits.")
    money: LeaseMoney | None = Field(None, description="What is paid with the offer; none when nothing is.")
    dates: LeaseDates = Field(description="The offer and until when it stands.")
    services: Services = Field(description="Who provides and pays services and utilities.")
    occupants: Occupants = Field(default_factory=list, description="Who else will live in the home.")
    inclusions: Items = Field(default_factory=list, description="Movable things that the tenants may use.")
    exclusions: Items = Field(default_factory=list, description="Things in the home that are not rented.")
    work: Items = Field(default_factory=list, description="What the landlords do before the tenancy starts.")
    smoking: Smoking | None = Field(None, description="What is agreed on smoking.")
    pets: Items = Field(default_factory=list, description="Animals the tenants bring; told, and no condition.")
    insurance: TenantsInsurance | None = Field(None, description="Insurance the tenants must carry.")
    maintenance: Paragraph | None = Field(None, description="Who does which upkeep, within the law.")
    alterations: Paragraph | None = Field(None, description="Changes to the home the tenants may make.")
    notices: LeaseNotices = Field(description="Where notices are delivered.")
    emergency: EmergencyContact | None = Field(None, description="Whom the tenants call.")
    landlord_residency: Literal["resident", "non_resident"] | None = Field(
        None, description="Whether a landlord is a non-resident of Canada (Income Tax Act, s. 212)."
    )
    brokerages: LeaseBrokerages | None = Field(None, description="The brokerages that take part.")
    additional_terms: Items = Field(default_factory=list, description="Further terms, one an entry.")
    schedules: Schedules = Field(default_factory=list, description="The parties' own pages.")


RULES = (
    land.in_ontario,
    lease.term_ends_after_it_starts,
    lease.end_date_fits_term,
    lease.other_term_is_told,
    rent.rent_deposit_is_one_month,
    rent.rent_parts_add_up,
    rent.partial_rent_is_for_part_of_a_month,
    rent.key_deposit_within_replacement_cost,
    rent.nsf_charge_within_limit,
    money.due_date_fits_timing,
    lease_offer.offer_stands_before_the_tenancy,
    lease_offer.deposit_due_before_the_tenancy,
    utilities.shared_bills_are_explained,
    living.described_smoking_rule_is_there,
    living.coverage_is_asked_only_of_required_insurance,
    lease_parties.email_notices_have_an_address,
    lease_brokerages.tenants_have_one_brokerage,
)

SIDES = (("parties.tenants", "tenant"), ("parties.landlords", "landlord"))


def derived(canonical: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing: a lease prints no figure that it does not hold."""
    return {}
