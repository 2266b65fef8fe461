"""Agreement to lease a home in an Ontario condominium."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from documents.packs import residential_lease
from documents.packs.blocks.rented_home import RentedCondo
from documents.packs.residential_lease import ResidentialLease
from documents.packs.samples.lease import lease
from documents.packs.samples.lease_homes import in_a_condominium
from documents.packs.toolkit.pack import Pack


class CondoLease(ResidentialLease):
    """Everything an agreement to lease a condominium unit says about one tenancy."""

    property: RentedCondo = Field(description="What is rented.")


def _sample(today: date) -> dict[str, Any]:
    return {**lease(today), **in_a_condominium()}


PACK = Pack(
    key="on/condo-lease",
    title="Agreement to Lease, Condominium",
    form_number="OREA 400 and 2229E",
    transaction_type="lease",
    model=CondoLease,
    rules=residential_lease.RULES,
    template=Path(__file__).with_suffix(".typ"),
    sides=residential_lease.SIDES,
    about="property.address",
    sample=_sample,
    derived=residential_lease.derived,
)
