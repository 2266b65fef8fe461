"""Mailing that something that was to be signed has ended, whatever it is. To be called by jobs."""

from collections.abc import Sequence

from safeclose.actors import SYSTEM
from safeclose.messages.delivery import Refused, deliver
from safeclose.messages.letters import recipient_of
from signing.ceremony.endings import letters
from signing.ceremony.letters import from_sender
from signing.ceremony.lifecycle import SignerStatus
from signing.ceremony.models import LinkSigner
from signing.ceremony.senders import reachable_sender
from signing.ceremony.undelivered import actions


def mail_sender(
    organization_id: int,
    user_id: int,
    *,
    verb: str,
    about: str,
    key: str,
    reason: str | None,
    signers: Sequence[LinkSigner],
) -> None:
    """Tell a member of the sending organization. Does nothing if they have left."""
    user = reachable_sender(organization_id, user_id)
    if user is None:
        return
    letter = letters.to_sender(
        user,
        verb=verb,
        about=about,
        key=key,
        reason=reason,
        who=next((one.name for one in signers if one.declined_at), ""),
        signed=sum(one.link_status == SignerStatus.SIGNED for one in signers),
        signers=len(signers),
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter


def mail_signer(signer: LinkSigner, *, verb: str, key: str) -> None:
    """Tell a signer that nothing comes of it."""
    letter = letters.to_signer(
        recipient_of(signer, language=signer.language),
        verb=verb,
        about=signer.subject.title,
        key=key,
        has_signed=signer.link_status == SignerStatus.SIGNED,
        **from_sender(signer.organization, signer.subject.created_by_id),
    )
    try:
        receipt = deliver(letter)
    except Refused as refused:
        actions.record_end_refused(signer=signer, sentence=str(refused), by=SYSTEM)
        return
    actions.record_end_mailed(signer=signer, receipt=receipt)
