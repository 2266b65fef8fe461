"""What applicants live on."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.blocks.applicants import Contact
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Cents, Line

_WHOSE = "Whose it is: an applicant's name; everybody's when not stated."


class Employment(Block):
    """What an applicant does for a living, now or before."""

    applicant: Line | None = Field(None, description=_WHOSE)
    kind: Literal["current", "previous"] = Field(description="Whether it is so now.")
    situation: Literal["employed", "self_employed", "student", "retired", "not_working"] = Field(
        description="What they do."
    )
    employer: Line | None = Field(None, description="The employer, firm or school; needed when employed.")
    position: Line | None = Field(None, description="Position or occupation.")
    address: Line | None = Field(None, description="Where they work, on one line.")
    length: Line | None = Field(None, description="How long it has been so: four years, 2022 to 2025.")
    monthly_income_cents: Cents | None = Field(None, description="Income in a month before tax, in cents.")
    supervisor: Contact | None = Field(None, description="Who can confirm it.")


class OtherIncome(Block):
    """Income that is no pay: a pension, support, a scholarship."""

    applicant: Line | None = Field(None, description=_WHOSE)
    source: Line = Field(description="Where it comes from.")
    monthly_cents: Cents = Field(description="How much in a month, in cents.")


class Debt(Block):
    """What an applicant pays every month."""

    applicant: Line | None = Field(None, description=_WHOSE)
    creditor: Line = Field(description="To whom.")
    purpose: Line | None = Field(None, description="What for.")
    monthly_cents: Cents = Field(description="How much in a month, in cents.")


class Bank(Block):
    """Where an applicant banks; no account number is written down."""

    applicant: Line | None = Field(None, description=_WHOSE)
    name: Line = Field(description="The bank or credit union.")
    branch: Line | None = Field(None, description="The branch and its address, on one line.")


Employments = Annotated[list[Employment], Field(min_length=1, max_length=30)]
OtherIncomes = Annotated[list[OtherIncome], Field(max_length=20)]
Debts = Annotated[list[Debt], Field(max_length=30)]
Banks = Annotated[list[Bank], Field(max_length=20)]


def the_employed_have_an_employer(canonical: Reading) -> Iterator[Issue]:
    """Whoever is employed says by whom."""
    for entry in canonical.each("employment"):
        path = f"{entry}.employer"
        if canonical.word(f"{entry}.situation") == "employed" and not canonical.has(path):
            yield Issue(path, Code.REQUIRED, "Say who the employer is.")
