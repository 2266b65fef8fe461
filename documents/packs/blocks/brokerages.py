"""The brokerages that take part, and for whom they act."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Email, Line, Paragraph, Phone


class Brokerage(Block):
    """A registered brokerage and the person in charge."""

    name: Line = Field(description="The brokerage's registered name.")
    salesperson: Line | None = Field(None, description="The broker or salesperson in charge.")
    email: Email | None = Field(None, description="Their e-mail address.")
    phone: Phone | None = Field(None, description="Their telephone number.")
    fax: Phone | None = Field(None, description="Their fax number.")
    address: Line | None = Field(None, description="The office's address, on one line.")


class ListingBrokerage(Brokerage):
    """The brokerage that offers the property."""

    represents: Literal["seller", "both"] | None = Field(
        None, description="For whom it acts: the sellers, or both sides (multiple representation)."
    )


class CooperatingBrokerage(Brokerage):
    """The brokerage that brings the buyers."""

    represents: Literal["buyer", "nobody"] | None = Field(
        None, description="For whom it acts: the buyers, or nobody when the buyers represent themselves."
    )
    remuneration: Paragraph | None = Field(None, description="What the listing brokerage pays it.")


class Brokerages(Block):
    """Both brokerages of a sale; either may be absent."""

    listing: ListingBrokerage | None = Field(None, description="The brokerage of the sellers.")
    cooperating: CooperatingBrokerage | None = Field(None, description="The brokerage of the buyers.")


def buyers_have_one_brokerage(canonical: Reading) -> Iterator[Issue]:
    """When the listing brokerage acts for both sides, no other acts for the buyers."""
    path = "brokerages.cooperating.represents"
    if canonical.word("brokerages.listing.represents") == "both" and canonical.word(path) == "buyer":
        message = "The listing brokerage already acts for the buyers as well."
        yield Issue(path, Code.CONFLICTING_CHOICES, message)
