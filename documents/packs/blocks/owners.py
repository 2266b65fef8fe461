"""Who lists a property."""

from pydantic import Field

from documents.packs.blocks.parties import Parties
from documents.packs.toolkit.block import Block


class Sellers(Block):
    """Who sells."""

    sellers: Parties = Field(description="Everybody who sells, in the order of signing.")


class Landlords(Block):
    """Who lets."""

    landlords: Parties = Field(description="Everybody who lets, in the order of signing.")
