"""Application to rent a home in Ontario."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from documents.packs.blocks import applicants, application, land, lease_brokerages, livelihood
from documents.packs.blocks.applicants import ApplicationParties, Residences
from documents.packs.blocks.application import (
    Answers,
    ApplicationDates,
    Consent,
    References,
    Vehicle,
    WantedHome,
    WantedLease,
)
from documents.packs.blocks.lease_brokerages import LeaseBrokerages
from documents.packs.blocks.lease_parties import Occupants
from documents.packs.blocks.livelihood import Banks, Debts, Employments, OtherIncomes
from documents.packs.blocks.terms import Items, Schedules
from documents.packs.samples.rental_application import rental_application
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.pack import Pack
from documents.packs.toolkit.values import Paragraph


class RentalApplication(Block):
    """Everything people say about themselves when they apply to rent a home."""

    parties: ApplicationParties = Field(description="Who applies.")
    property: WantedHome = Field(description="The home they apply for.")
    lease: WantedLease = Field(description="The tenancy they apply for.")
    dates: ApplicationDates = Field(description="When they apply.")
    residences: Residences = Field(description="Where they live and have lived.")
    employment: Employments = Field(description="What they do for a living, now and before.")
    other_income: OtherIncomes = Field(default_factory=list, description="Income that is no pay.")
    debts: Debts = Field(default_factory=list, description="What they pay every month.")
    banks: Banks = Field(default_factory=list, description="Where they bank.")
    references: References | None = Field(None, description="Whom one may ask about them.")
    occupants: Occupants = Field(default_factory=list, description="Who else will live in the home.")
    vehicles: list[Vehicle] = Field(default_factory=list, max_length=20, description="Vehicles that will be parked.")
    pets: Items = Field(default_factory=list, description="Animals they bring; told, and no condition.")
    smoking: bool | None = Field(None, description="Whether somebody in the household smokes.")
    answers: Answers = Field(description="Questions every applicant answers.")
    consent: Consent = Field(description="What they allow to be checked.")
    remarks: Paragraph | None = Field(None, description="What else they want to say.")
    brokerages: LeaseBrokerages | None = Field(None, description="The brokerages that take part.")
    schedules: Schedules = Field(default_factory=list, description="The applicants' own pages.")


def _derived(canonical: Mapping[str, Any]) -> dict[str, Any]:
    return {}


PACK = Pack(
    key="on/rental-application",
    title="Rental Application",
    form_number="OREA 410",
    transaction_type="application",
    model=RentalApplication,
    rules=(
        land.in_ontario,
        application.moves_in_after_applying,
        applicants.born_before_applying,
        applicants.they_live_somewhere,
        applicants.entries_are_of_applicants,
        livelihood.the_employed_have_an_employer,
        application.references_can_be_reached,
        application.a_yes_is_explained,
        lease_brokerages.tenants_have_one_brokerage,
    ),
    template=Path(__file__).with_suffix(".typ"),
    sides=(("parties.applicants", "applicant"),),
    about="property.address",
    sample=rental_application,
    derived=_derived,
)
