"""The home that is rented, and what belongs to it."""

from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.condo import Management
from documents.packs.blocks.land import Address
from documents.packs.blocks.terms import Items
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.values import Line, Paragraph


class ParkingSpace(Block):
    """A space to park one vehicle."""

    space: Line = Field(description="Its number, or where it is.")
    kind: Literal["garage", "indoor", "driveway", "outdoor"] = Field(description="What kind of space it is.")


class RentedHome(Block):
    """A home in a house, or a house."""

    address: Address = Field(description="Where the home is.")
    kind: Literal["house", "semi_detached", "townhouse", "apartment", "basement", "room", "other"] = Field(
        description="What kind of home it is."
    )
    part: Paragraph | None = Field(None, description="Which part of the building is rented, unless all of it.")
    shared: Items = Field(default_factory=list, description="Rooms and places the tenants share with others.")
    bedrooms: Annotated[int, Field(ge=0, le=50)] | None = Field(None, description="How many bedrooms it has.")
    furnishing: Literal["furnished", "partly_furnished", "unfurnished"] | None = Field(
        None, description="Whether it comes with furniture."
    )
    parking: Annotated[list[ParkingSpace], Field(max_length=20)] = Field(
        default_factory=list, description="Parking spaces that are rented with it."
    )
    lockers: Annotated[list[Line], Field(max_length=20)] = Field(
        default_factory=list, description="Lockers and other storage rented with it: their numbers or places."
    )


class RentedUnit(Block):
    """The unit as the condominium knows it, and the condominium."""

    corporation: Line = Field(description="The condominium corporation's name with its number.")
    unit: Line = Field(description="Unit number in the declaration.")
    level: Line = Field(description="Level in the declaration.")
    manager: Management | None = Field(None, description="Who manages the building.")
    rules_given: bool | None = Field(
        None, description="Whether the tenants already have the declaration, the by-laws and the rules."
    )
    rules: Items = Field(default_factory=list, description="Rules of the corporation that the tenants should know.")
    amenities: Items = Field(default_factory=list, description="Common places that the tenants may use.")
    moving: Paragraph | None = Field(None, description="How to move in and out: booking an elevator, a deposit.")


class RentedCondo(RentedHome):
    """A home in a condominium."""

    condo: RentedUnit = Field(description="The unit and its condominium.")
