"""Agreement of purchase and sale of a freehold property in Ontario."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from documents.packs import samples
from documents.packs.blocks.land import Property
from documents.packs.blocks.purchase import RULES, SIDES, Purchase, balance
from documents.packs.toolkit.pack import Pack


class FreeholdPurchase(Purchase):
    """Everything a freehold agreement of purchase and sale says about one sale."""

    property: Property = Field(description="What is sold.")


def _sample(today: date) -> dict[str, Any]:
    return {
        **samples.purchase(today),
        "property": samples.house(),
        "warranties": samples.warranties(),
        "schedules": samples.schedules(),
    }


PACK = Pack(
    key="on/freehold-purchase",
    title="Agreement of Purchase and Sale",
    form_number="OREA 100",
    transaction_type="purchase",
    model=FreeholdPurchase,
    rules=RULES,
    template=Path(__file__).with_suffix(".typ"),
    sides=SIDES,
    about="property.address",
    sample=_sample,
    derived=balance,
)
