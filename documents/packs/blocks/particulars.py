"""What buyers and tenants want to know of a building."""

from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.condo import Condo
from documents.packs.blocks.land import Property
from documents.packs.blocks.rented_home import RentedHome, RentedUnit
from documents.packs.blocks.terms import Items
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.values import Cents, Line

Count = Annotated[int, Field(ge=0, le=100)]


class Room(Block):
    """One room."""

    name: Line = Field(description="What it is: kitchen, second bedroom.")
    level: Line | None = Field(None, description="On which floor it is.")
    size: Line | None = Field(None, description="Its measurements, with their unit.")
    remarks: Line | None = Field(None, description="What else is worth saying about it.")


class Interior(Block):
    """A building or a home from inside."""

    style: Line | None = Field(None, description="Style of the building: two storeys, bungalow.")
    age: Line | None = Field(None, description="When it was built, or how old it is, in words.")
    floor_area: Line | None = Field(None, description="Floor area with its unit.")
    bathrooms: Count | None = Field(None, description="How many bathrooms it has.")
    kitchens: Count | None = Field(None, description="How many kitchens it has.")
    rooms: Annotated[list[Room], Field(max_length=60)] = Field(default_factory=list, description="The rooms.")
    heating: Line | None = Field(None, description="How it is heated, and with what.")
    cooling: Line | None = Field(None, description="How it is cooled.")
    laundry: Line | None = Field(None, description="Where clothes are washed.")
    features: Items = Field(default_factory=list, description="What else makes it attractive.")


class Particulars(Interior):
    """A property that is for sale."""

    kind: Literal[
        "detached",
        "semi_detached",
        "townhouse",
        "condo_apartment",
        "condo_townhouse",
        "duplex",
        "triplex",
        "cottage",
        "farm",
        "vacant_land",
        "other",
    ] = Field(description="What kind of property it is.")
    bedrooms: Count | None = Field(None, description="How many bedrooms it has.")
    basement: Line | None = Field(None, description="What the basement is like.")
    parking: Line | None = Field(None, description="Garage, driveway, and how many vehicles fit.")
    water: Line | None = Field(None, description="Where water comes from.")
    sewage: Line | None = Field(None, description="Where sewage goes.")
    annual_taxes_cents: Cents | None = Field(None, description="Property taxes of a year, in cents.")
    tax_year: Annotated[int, Field(ge=1900, le=2199)] | None = Field(None, description="The year of those taxes.")
    occupancy: Literal["owner", "tenant", "vacant"] | None = Field(None, description="Who lives there now.")


class ListedProperty(Property):
    """A property that is for sale, freehold or condominium."""

    condo: Condo | None = Field(None, description="The unit in its corporation, if it is a condominium.")


class ListedHome(RentedHome):
    """A home that is for lease, in a condominium or not."""

    condo: RentedUnit | None = Field(None, description="The unit and its condominium, if it is in one.")
