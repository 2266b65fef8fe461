"""What title the buyers accept, and who else must agree to the sale."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Line, Paragraph


class Title(Block):
    """The state of the title the sellers must give."""

    accepted_encumbrances: Annotated[list[Paragraph], Field(max_length=50)] = Field(
        default_factory=list, description="Registered rights the buyers accept beyond the usual ones."
    )
    survey: Literal["provided", "if_available", "none"] | None = Field(
        None, description="Whether the sellers hand over a survey."
    )
    title_insurance: bool | None = Field(
        None, description="Whether the buyers accept title insurance in place of curing a defect."
    )


class SpousalConsent(Block):
    """Consent of a spouse who is no seller (Family Law Act, R.S.O. 1990, c. F.3, s. 21)."""

    status: Literal["not_needed", "given"] = Field(
        description="`given` when a seller's spouse, who is no seller, agrees to the sale."
    )
    spouses: Annotated[list[Line], Field(max_length=10)] = Field(
        default_factory=list, description="The names of the spouses who consent."
    )


def consenting_spouses_are_named(canonical: Reading) -> Iterator[Issue]:
    """Names stand there exactly when consent is given."""
    status, path = canonical.word("spousalConsent.status"), "spousalConsent.spouses"
    named = bool(canonical.each(path))
    if status == "given" and not named:
        yield Issue(path, Code.REQUIRED, "Name the spouses who consent.")
    if status == "not_needed" and named:
        yield Issue(path, Code.CONFLICTING_CHOICES, "No spouse is named when no consent is needed.")
