"""What applicants want, whom one may ask about them, and what they answer and allow."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from documents.packs.blocks.applicants import Contact
from documents.packs.blocks.land import Address
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Day, Line, Paragraph


class WantedHome(Block):
    """The home applied for."""

    address: Address = Field(description="Where the home is.")
    landlord: Line | None = Field(None, description="The landlord, where known.")
    parking_spaces: Annotated[int, Field(ge=0, le=20)] | None = Field(None, description="Parking spaces wanted.")
    lockers: Annotated[int, Field(ge=0, le=20)] | None = Field(None, description="Lockers wanted.")


class WantedLease(Block):
    """The tenancy applied for."""

    move_in_date: Day = Field(description="First day of the tenancy.")
    rent_cents: Cents = Field(description="Rent for a month, in cents.")
    term: Line | None = Field(None, description="How long: one year, month to month.")
    wishes: Paragraph | None = Field(None, description="What else the applicants ask for.")


class ApplicationDates(Block):
    """When the application is made."""

    application_date: Day = Field(description="The day of the application.")
    answer_by: Day | None = Field(None, description="By when the applicants ask for an answer.")


class Reference(Contact):
    """Somebody who knows an applicant."""

    relationship: Line | None = Field(None, description="How they know the applicant.")
    known_for: Line | None = Field(None, description="How long they have known the applicant.")


class References(Block):
    """Whom one may ask."""

    personal: Annotated[list[Reference], Field(max_length=20)] = Field(
        default_factory=list, description="People who know the applicants, and are no relatives."
    )
    financial: Annotated[list[Reference], Field(max_length=20)] = Field(
        default_factory=list, description="People and firms who know how the applicants pay."
    )


class Vehicle(Block):
    """A vehicle that will be parked."""

    make: Line = Field(description="Make and model.")
    year: Annotated[int, Field(ge=1900, le=2199)] | None = Field(None, description="Model year.")
    plate: Line | None = Field(None, description="Licence plate.")


class Answers(Block):
    """Questions every applicant answers; one yes of one applicant makes it a yes."""

    bankruptcy: bool = Field(description="Whether an applicant was bankrupt in the last seven years.")
    eviction: bool = Field(description="Whether an applicant was ever ordered to leave a rented home.")
    rent_owed: bool = Field(description="Whether an applicant owes rent to a landlord.")
    details: Paragraph | None = Field(None, description="What happened; needed when an answer is yes.")


class Consent(Block):
    """What the applicants allow, each for themselves."""

    given_to: Annotated[list[Line], Field(min_length=1, max_length=10)] = Field(
        description="The landlords and brokerages that may ask."
    )
    consumer_report: bool = Field(description="Whether they may obtain a consumer (credit) report.")
    employers: bool = Field(description="Whether they may ask the employers named.")
    landlords: bool = Field(description="Whether they may ask the landlords named.")
    references: bool = Field(description="Whether they may ask the references named.")


def moves_in_after_applying(canonical: Reading) -> Iterator[Issue]:
    """The application comes first; then, by the day it is needed, the answer; then the tenancy."""
    applied, start = canonical.day("dates.applicationDate"), canonical.day("lease.moveInDate")
    answer = canonical.day("dates.answerBy")
    if applied and start and start < applied:
        yield Issue("lease.moveInDate", Code.OUT_OF_ORDER, "The tenancy can't start before the application.")
    if applied and answer and answer < applied:
        yield Issue("dates.answerBy", Code.OUT_OF_ORDER, "The answer can't be due before the application.")


def references_can_be_reached(canonical: Reading) -> Iterator[Issue]:
    """A reference has a telephone number or an e-mail address."""
    for path in (entry for kind in ("personal", "financial") for entry in canonical.each(f"references.{kind}")):
        if not canonical.has(f"{path}.phone") and not canonical.has(f"{path}.email"):
            message = "A reference needs a telephone number or an e-mail address."
            yield Issue(f"{path}.phone", Code.REQUIRED, message)


def a_yes_is_explained(canonical: Reading) -> Iterator[Issue]:
    """Whoever answers yes says what happened."""
    answers = [canonical.flag(f"answers.{name}") for name in ("bankruptcy", "eviction", "rentOwed")]
    if any(answers) and not canonical.has("answers.details"):
        yield Issue("answers.details", Code.REQUIRED, "Say what happened.")
