"""Who is reached, by whom, in which words: all that a message needs, so that it can be sent with nothing locked."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.chattel.loans.models import Loan
from documents.chattel.outreach.models import Touch
from documents.chattel.outreach.wording import tone_of

# Where a borrower is reached; calls are made by people, who may know a number that is not written here.
ADDRESSES: dict[str, Callable[[Loan], str | None]] = {
    "sms": lambda loan: loan.borrower_phone,
    "email": lambda loan: loan.borrower_email,
    "call": lambda loan: loan.borrower_phone or "by other means",
}


@dataclass(frozen=True)
class Message:
    """One message. `key` is the same however often it is tried; `reply_to` is "" where the sender has no address."""

    key: str
    channel: str
    to: str
    name: str
    tone: str
    provider: str
    sender: str
    reply_to: str


def message_of(touch: Touch, loan: Loan) -> Message:
    """What a touch says, and to whom; its campaign comes with document and owner."""
    campaign = touch.campaign
    owner = campaign.document.owner
    return Message(
        key=f"{campaign.id}-{touch.number}",
        channel=touch.channel,
        to=ADDRESSES[touch.channel](loan) or "",
        name=loan.borrower_name or "",
        tone=tone_of(campaign.tone),
        provider=loan.provider_name,
        sender=campaign.organization.name if campaign.organization else owner.name or loan.provider_name,
        reply_to=owner.email,
    )
