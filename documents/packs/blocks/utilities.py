"""Who provides and pays services and utilities."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Line, Paragraph

Payer = Literal["landlord", "tenant", "shared"]
Provision = Literal["included", "extra", "pay_per_use", "not_provided"]


class OtherService(Block):
    """A service that has no line of its own."""

    name: Line = Field(description="What it is.")
    provision: Provision = Field(description="Whether the rent includes it.")
    details: Paragraph | None = Field(None, description="What it costs, and what else matters.")


class Services(Block):
    """Utilities by who pays for them, services by whether the rent includes them."""

    electricity: Payer = Field(description="Who pays for electricity (hydro).")
    heat: Payer = Field(description="Who pays for heat.")
    water: Payer = Field(description="Who pays for water and sewage.")
    gas: Payer | None = Field(None, description="Who pays for gas; none when there is none.")
    internet: Payer | None = Field(None, description="Who pays for internet.")
    television: Payer | None = Field(None, description="Who pays for television.")
    telephone: Payer | None = Field(None, description="Who pays for a telephone line.")
    waste: Payer | None = Field(None, description="Who pays for the removal of waste.")
    water_heater: Payer | None = Field(None, description="Who pays the rent of the water heater.")
    details: Paragraph | None = Field(
        None, description="How shared bills are divided, and in whose name accounts are held."
    )
    air_conditioning: Provision | None = Field(None, description="Air conditioning.")
    laundry: Provision | None = Field(None, description="Washer and dryer on the premises.")
    storage: Provision | None = Field(None, description="More storage than what is rented with the home.")
    guest_parking: Provision | None = Field(None, description="Parking for guests.")
    snow: Literal["landlord", "tenant"] | None = Field(None, description="Who clears snow and ice.")
    lawn: Literal["landlord", "tenant"] | None = Field(None, description="Who cuts the grass.")
    other: Annotated[list[OtherService], Field(max_length=30)] = Field(
        default_factory=list, description="Other services."
    )


_UTILITIES = ("electricity", "heat", "water", "gas", "internet", "television", "telephone", "waste", "waterHeater")


def shared_bills_are_explained(canonical: Reading) -> Iterator[Issue]:
    """When bills are shared, the lease says how."""
    path = "services.details"
    shared = any(canonical.word(f"services.{name}") == "shared" for name in _UTILITIES)
    if shared and not canonical.has(path):
        yield Issue(path, Code.REQUIRED, "Say how the shared bills are divided.")
