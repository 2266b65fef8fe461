"""Who agrees with whom, and who acts for them."""

from typing import Annotated

from pydantic import Field

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.values import Email, Line, Phone, PostalAddress


class Representative(Block):
    """The person who signs for a party that cannot sign itself."""

    name: Line = Field(description="The person's name.")
    capacity: Line = Field(description="By what right: officer of the corporation, estate trustee, attorney.")


class PartyBlock(Block):
    """A person, corporation or estate that is bound by the agreement."""

    name: Line = Field(description="Full legal name, in any script.")
    email: Email | None = Field(None, description="Where a signing link can be sent.")
    phone: Phone | None = Field(None, description="Telephone number with its area code.")
    address: PostalAddress | None = Field(None, description="Postal address, anywhere; may have several lines.")
    representative: Representative | None = Field(
        None, description="Who signs for a corporation, an estate, or under a power of attorney."
    )


Parties = Annotated[list[PartyBlock], Field(min_length=1, max_length=20)]


class PurchaseParties(Block):
    """Both sides of a purchase."""

    buyers: Parties = Field(description="Everybody who buys, in the order of signing.")
    sellers: Parties = Field(description="Everybody who sells, in the order of signing.")


class Lawyer(Block):
    """The lawyer of one side."""

    name: Line = Field(description="The lawyer's name.")
    firm: Line | None = Field(None, description="The law firm.")
    email: Email | None = Field(None, description="The lawyer's e-mail address.")
    phone: Phone | None = Field(None, description="The lawyer's telephone number.")
    address: Line | None = Field(None, description="The office's address, on one line.")


class Lawyers(Block):
    """The lawyers who complete the purchase."""

    buyers: Lawyer | None = Field(None, description="Who acts for the buyers.")
    sellers: Lawyer | None = Field(None, description="Who acts for the sellers.")


class NoticeAddress(Block):
    """Where notices to one side are delivered."""

    care_of: Line | None = Field(None, description="Who receives them for this side, such as its brokerage.")
    email: Email | None = Field(None, description="By e-mail.")
    fax: Phone | None = Field(None, description="By fax.")
    address: Line | None = Field(None, description="By hand or courier, on one line.")


class Notices(Block):
    """Where notices under the agreement are delivered."""

    buyers: NoticeAddress | None = Field(None, description="To the buyers.")
    sellers: NoticeAddress | None = Field(None, description="To the sellers.")
