"""The brokerages of a lease, and for whom they act."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from documents.packs.blocks.brokerages import Brokerage
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Paragraph


class LettingBrokerage(Brokerage):
    """The brokerage that offers the home."""

    represents: Literal["landlord", "both"] | None = Field(
        None, description="For whom it acts: the landlords, or both sides (multiple representation)."
    )


class TenantsBrokerage(Brokerage):
    """The brokerage that brings the tenants."""

    represents: Literal["tenant", "nobody"] | None = Field(
        None, description="For whom it acts: the tenants, or nobody when the tenants represent themselves."
    )
    remuneration: Paragraph | None = Field(None, description="What the listing brokerage pays it.")


class LeaseBrokerages(Block):
    """Both brokerages of a lease; either may be absent."""

    listing: LettingBrokerage | None = Field(None, description="The brokerage of the landlords.")
    cooperating: TenantsBrokerage | None = Field(None, description="The brokerage of the tenants.")


def tenants_have_one_brokerage(canonical: Reading) -> Iterator[Issue]:
    """When the listing brokerage acts for both sides, no other acts for the tenants."""
    path = "brokerages.cooperating.represents"
    if canonical.word("brokerages.listing.represents") == "both" and canonical.word(path) == "tenant":
        message = "The listing brokerage already acts for the tenants as well."
        yield Issue(path, Code.CONFLICTING_CHOICES, message)
