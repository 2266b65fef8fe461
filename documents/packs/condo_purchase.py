"""Agreement of purchase and sale of a condominium unit in Ontario."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from documents.packs import samples
from documents.packs.blocks import condo
from documents.packs.blocks.condo import CondoUnit
from documents.packs.blocks.purchase import RULES, SIDES, Purchase, balance
from documents.packs.toolkit.pack import Pack


class CondoPurchase(Purchase):
    """Everything a condominium agreement of purchase and sale says about one sale."""

    property: CondoUnit = Field(description="The unit that is sold.")


def _sample(today: date) -> dict[str, Any]:
    shared = samples.purchase(today)
    offer = date.fromisoformat(shared["dates"]["offerDate"])
    return shared | samples.condo_sale(offer)


PACK = Pack(
    key="on/condo-purchase",
    title="Agreement of Purchase and Sale, Condominium",
    form_number="OREA 101",
    transaction_type="purchase",
    model=CondoPurchase,
    rules=(
        *RULES,
        condo.status_certificate_has_its_date,
        condo.status_certificate_ordered_in_time,
        condo.special_assessments_are_listed,
        condo.owned_spaces_are_identified,
    ),
    template=Path(__file__).with_suffix(".typ"),
    sides=SIDES,
    about="property.address",
    sample=_sample,
    derived=balance,
)
