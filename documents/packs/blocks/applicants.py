"""Who applies to rent, and where they have lived."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Email, Line, Paragraph, Phone, PostalAddress


class Identification(Block):
    """A document with a photograph that the applicant shows; its number is not written down."""

    kind: Literal[
        "drivers_licence", "passport", "photo_card", "permanent_resident_card", "certificate_of_status", "other"
    ] = Field(description="What is shown. A health card may not be asked for, and isn't offered here.")
    issuer: Line | None = Field(None, description="Who issued it.")


class Applicant(Block):
    """A person who applies to rent.

    There is no social insurance number: no law asks for it here, and a consumer report is found without it, by
    name, address and date of birth.
    """

    name: Line = Field(description="Full legal name, in any script.")
    email: Email | None = Field(None, description="Where a signing link can be sent.")
    phone: Phone | None = Field(None, description="Telephone number with its area code.")
    date_of_birth: Day = Field(description="Date of birth.")
    identification: Identification | None = Field(None, description="What the applicant shows to prove identity.")


class ApplicationParties(Block):
    """The only side of an application."""

    applicants: Annotated[list[Applicant], Field(min_length=1, max_length=20)] = Field(
        description="Everybody who applies, in the order of signing."
    )


class Contact(Block):
    """Somebody who can be asked."""

    name: Line = Field(description="The person's or the firm's name.")
    phone: Phone | None = Field(None, description="Telephone number with its area code.")
    email: Email | None = Field(None, description="E-mail address.")


class Residence(Block):
    """Where an applicant lives or has lived."""

    applicant: Line | None = Field(None, description="Whose it is: an applicant's name; everybody's when not stated.")
    kind: Literal["current", "previous"] = Field(description="Whether they live there now.")
    address: PostalAddress = Field(description="Postal address, anywhere; may have several lines.")
    length: Line = Field(description="How long they have lived there: four years, 2022 to 2025.")
    tenure: Literal["rented", "owned", "with_family", "other"] | None = Field(None, description="By what right.")
    rent_cents: Cents | None = Field(None, description="Rent for a month, in cents.")
    landlord: Contact | None = Field(None, description="The landlord or the superintendent there.")
    reason: Paragraph | None = Field(None, description="Why they leave, or left.")


Residences = Annotated[list[Residence], Field(min_length=1, max_length=30)]

_LISTS = ("residences", "employment", "otherIncome", "debts", "banks")


def entries_are_of_applicants(canonical: Reading) -> Iterator[Issue]:
    """Whoever an entry belongs to is one of the applicants."""
    names = {canonical.word(f"{path}.name") for path in canonical.each("parties.applicants")}
    for path in (f"{entry}.applicant" for name in _LISTS for entry in canonical.each(name)):
        applicant = canonical.word(path)
        if applicant and names and applicant not in names:
            yield Issue(path, Code.NOT_A_PARTY, "This is the name of none of the applicants.")


def they_live_somewhere(canonical: Reading) -> Iterator[Issue]:
    """One of the residences is where they live now."""
    kinds = [canonical.word(f"{path}.kind") for path in canonical.each("residences")]
    if kinds and all(kind == "previous" for kind in kinds):
        yield Issue("residences", Code.REQUIRED, "Say where the applicants live now.")


def born_before_applying(canonical: Reading) -> Iterator[Issue]:
    """A date of birth lies before the day of the application."""
    applied = canonical.day("dates.applicationDate")
    for path in (f"{applicant}.dateOfBirth" for applicant in canonical.each("parties.applicants")):
        born = canonical.day(path)
        if born and applied and born >= applied:
            yield Issue(path, Code.OUT_OF_ORDER, "A date of birth must come before the application.")
