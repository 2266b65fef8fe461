"""Who rents from whom, who lives there, and how they reach each other."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from documents.packs.blocks.parties import NoticeAddress, Parties
from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.values import Email, Line, Phone


class LeaseParties(Block):
    """Both sides of a lease."""

    tenants: Parties = Field(description="Everybody who rents, in the order of signing.")
    landlords: Parties = Field(description="Everybody who lets, in the order of signing.")


class Occupant(Block):
    """Somebody who will live in the home and is no party."""

    name: Line = Field(description="The person's name.")
    relationship: Line | None = Field(None, description="How they are related to those who rent.")
    minor: bool | None = Field(None, description="Whether they are under 18.")


Occupants = Annotated[list[Occupant], Field(max_length=30)]


class LandlordsNoticeAddress(NoticeAddress):
    """Where the landlords receive notices (Residential Tenancies Act, 2006, s. 12)."""

    address: Line = Field(description="Their legal address for notices, on one line.")


class LeaseNotices(Block):
    """Where notices under the lease are delivered."""

    landlords: LandlordsNoticeAddress = Field(description="To the landlords.")
    tenants: NoticeAddress | None = Field(None, description="To the tenants; the rented home when not stated.")
    by_email: bool | None = Field(
        None, description="Whether both sides accept notices by e-mail, where the Landlord and Tenant Board allows it."
    )


class EmergencyContact(Block):
    """Whom the tenants call when something can't wait, and for day-to-day matters."""

    name: Line | None = Field(None, description="The person or firm that answers.")
    phone: Phone = Field(description="Telephone number with its area code.")
    email: Email | None = Field(None, description="E-mail address for what can wait.")


def email_notices_have_an_address(canonical: Reading) -> Iterator[Issue]:
    """Whoever accepts notices by e-mail says where."""
    if canonical.flag("notices.byEmail") is not True:
        return
    for side in ("landlords", "tenants"):
        path = f"notices.{side}.email"
        if not canonical.has(path):
            yield Issue(path, Code.REQUIRED, f"Notices by e-mail need an e-mail address of the {side}.")
