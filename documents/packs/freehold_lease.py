"""Agreement to lease a home in Ontario that is not in a condominium."""

from datetime import date
from pathlib import Path
from typing import Any

from documents.packs import residential_lease
from documents.packs.residential_lease import ResidentialLease
from documents.packs.samples.lease import lease
from documents.packs.samples.lease_homes import in_a_house
from documents.packs.toolkit.pack import Pack


class FreeholdLease(ResidentialLease):
    """Everything an agreement to lease a house, or a home in one, says about one tenancy."""


def _sample(today: date) -> dict[str, Any]:
    return {**lease(today), **in_a_house()}


PACK = Pack(
    key="on/freehold-lease",
    title="Agreement to Lease",
    form_number="OREA 400",
    transaction_type="lease",
    model=FreeholdLease,
    rules=residential_lease.RULES,
    template=Path(__file__).with_suffix(".typ"),
    sides=residential_lease.SIDES,
    about="property.address",
    sample=_sample,
    derived=residential_lease.derived,
)
