"""Mails about the end of an envelope, to its sender's side and to those who were asked by mail."""

from procrastinate.contrib.django import app

from safeclose.jobs import FOR_A_DAY
from signing.ceremony.endings import mailing
from signing.envelopes.models import Envelope, Signer


@app.task(name="mail_end_to_sender", queue="mail", retry=FOR_A_DAY)
def mail_end_to_sender(*, envelope_id: str, verb: str, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if they have left."""
    envelope = Envelope.objects.filter(pk=envelope_id).first()
    if envelope is None:
        return
    signers = list(envelope.signers.all())
    decliner = next((one for one in signers if one.declined_at), None)
    reason = decliner.decline_reason if decliner else envelope.void_reason
    mailing.mail_sender(
        envelope.organization_id,
        user_id,
        verb=verb,
        about=envelope.title,
        key=envelope.id,
        reason=reason,
        signers=signers,
    )


@app.task(name="mail_end_to_signer", queue="mail", retry=FOR_A_DAY)
def mail_end_to_signer(*, signer_id: str, verb: str) -> None:
    """Tell a signer that nothing comes of it. Does nothing if they were erased."""
    signer = Signer.objects.select_related("envelope__organization").filter(pk=signer_id).first()
    if signer and signer.email:
        mailing.mail_signer(signer, verb=verb, key=signer.id)
