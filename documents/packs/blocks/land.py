"""The property: where it is, how the registry knows it, what comes with it."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Line, Paragraph, Pin, PostalCode, RollNumber

Province = Literal["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]


class Address(Block):
    """A civic address in Canada."""

    street: Line = Field(description="Number and street: 12 Maple Street.")
    unit: Line | None = Field(None, description="Unit, suite or apartment.")
    city: Line = Field(description="City, town or village.")
    province: Province = Field(description="Two-letter code of the province or territory.")
    postal_code: PostalCode = Field(description="Canadian postal code: A1A 1A1.")


class Lot(Block):
    """The ground, as a survey or the registered plan has it."""

    frontage: Line | None = Field(None, description="Width along the street, with its unit.")
    depth: Line | None = Field(None, description="Depth, with its unit.")
    area: Line | None = Field(None, description="Area, with its unit.")
    fronts_on: Line | None = Field(None, description="The street it fronts on.")
    side: Literal["north", "south", "east", "west"] | None = Field(
        None, description="On which side of that street it lies."
    )
    irregularities: Paragraph | None = Field(None, description="Where the lot is not a plain rectangle.")


class Tenancy(Block):
    """A tenant who stays after completion."""

    tenant: Line = Field(description="The tenant's name.")
    premises: Line = Field(description="Which part of the property is rented.")
    monthly_rent_cents: Cents = Field(description="Rent for a month, in cents.")
    ends_on: Day | None = Field(None, description="Last day of a fixed term; none when month to month.")


class Parcel(Block):
    """What the land registry, the municipality and the tenants know of any property."""

    address: Address = Field(description="Where the property is.")
    legal_description: Paragraph = Field(description="Lot and plan, as registered.")
    municipality: Line | None = Field(None, description="The municipality that taxes it.")
    roll_number: RollNumber | None = Field(None, description="Assessment roll number, 15 or 19 digits.")
    pin: Pin | None = Field(None, description="Property identifier in the land registry: 12345-6789 (LT).")
    present_use: Line | None = Field(None, description="What the property is lawfully used for now.")
    tenancies: list[Tenancy] = Field(
        default_factory=list, max_length=20, description="Tenancies that continue; none: vacant possession."
    )


class Property(Parcel):
    """A freehold property."""

    lot: Lot | None = Field(None, description="Measurements of the ground.")


def in_ontario(canonical: Reading) -> Iterator[Issue]:
    """The form is for Ontario, whose postal codes begin with K, L, M, N or P (Canada Post)."""
    province = canonical.word("property.address.province")
    if province is not None and province != "ON":
        yield Issue("property.address.province", Code.NOT_IN_ONTARIO, "The property must be in Ontario (ON).")
    path = "property.address.postalCode"
    postal_code = canonical.word(path)
    if postal_code and postal_code[0].upper() in "ABCEGHJRSTVXY":
        yield Issue(path, Code.INVALID_POSTAL_CODE, "A postal code in Ontario begins with K, L, M, N or P.")
