"""On what terms landlords offer a home, before there are tenants."""

from typing import Literal

from pydantic import Field

from documents.packs.blocks.terms import Items
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.values import Cents, Paragraph


class LettingTerms(Block):
    """What the landlords wish for in a lease, as far as the Residential Tenancies Act, 2006, lets them."""

    rent_deposit: bool | None = Field(
        None,
        description="Whether a rent deposit is asked for: a month's rent at most (s. 106), used for the last.",
    )
    key_deposit_cents: Cents | None = Field(
        None, description="A refundable deposit for keys, at most what replacing them costs."
    )
    documents: Items = Field(
        default_factory=list, description="What applicants are asked for: application, references, proof of income."
    )
    smoking: Literal["allowed", "outside", "none"] | None = Field(None, description="Whether tenants may smoke.")
    insurance: bool | None = Field(None, description="Whether tenants are asked to insure their belongings.")
    conditions: Paragraph | None = Field(None, description="What else the landlords wish for, in words.")
