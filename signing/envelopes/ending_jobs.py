"""Mails about the end of an envelope, to its sender's side and to those who were asked by mail."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from safeclose.messages.letters import recipient_of
from signing.ceremony.endings import letters
from signing.ceremony.letters import from_sender
from signing.ceremony.lifecycle import SignerStatus
from signing.ceremony.senders import reachable_sender
from signing.ceremony.undelivered import actions
from signing.envelopes.models import Envelope, Signer


@app.task(name="mail_end_to_sender", queue="mail", retry=FOR_A_DAY)
def mail_end_to_sender(*, envelope_id: str, verb: str, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if they have left."""
    envelope = Envelope.objects.filter(pk=envelope_id).first()
    user = reachable_sender(envelope.organization_id, user_id) if envelope else None
    if envelope is None or user is None:
        return
    signers = list(envelope.signers.all())
    decliner = next((one for one in signers if one.status == SignerStatus.DECLINED), None)
    letter = letters.to_sender(
        user,
        verb=verb,
        about=envelope.title,
        key=envelope.id,
        reason=decliner.decline_reason if decliner else envelope.void_reason,
        who=decliner.name if decliner else "",
        signed=sum(one.status == SignerStatus.SIGNED for one in signers),
        signers=len(signers),
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter


@app.task(name="mail_end_to_signer", queue="mail", retry=FOR_A_DAY)
def mail_end_to_signer(*, signer_id: str, verb: str) -> None:
    """Tell a signer that nothing comes of it. Does nothing if they were erased."""
    signer = Signer.objects.select_related("envelope__organization").filter(pk=signer_id).first()
    if signer is None or not signer.email:
        return
    envelope = signer.envelope
    letter = letters.to_signer(
        recipient_of(signer, language=signer.language),
        verb=verb,
        about=envelope.title,
        key=signer.id,
        has_signed=signer.status == SignerStatus.SIGNED,
        **from_sender(envelope.organization, envelope.created_by_id),
    )
    try:
        receipt = deliver(letter)
    except Refused as refused:
        actions.record_end_refused(signer=signer, sentence=str(refused), by=SYSTEM)
        return
    actions.record_end_mailed(signer=signer, receipt=receipt)
