"""How an envelope stands, in words: what it waits for, and what is wrong."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timesince import timesince

from safeclose import clock
from safeclose.backoffice.panels import moment
from signing.ceremony.lifecycle import SIGNER, SignerStatus
from signing.envelopes.lifecycle import UNSIGNED_ENDS, EnvelopeStatus
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Seal
from workspace.queue.failures import job_of, trouble

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
STEPS = {
    SignerStatus.PENDING: "never opened",
    SignerStatus.OPENED: "opened, and not yet identified",
    SignerStatus.AUTHENTICATED: "identified, and consent not yet given",
    SignerStatus.CONSENTED: "consented, and not yet signed",
}


def sentences(envelope: Envelope) -> list[str]:
    """What people should know of an envelope now; the signers in their order."""
    now = clock.now()
    signers = list(envelope.signers.all())
    status = envelope.status_at(now)
    if status == EnvelopeStatus.COMPLETED:
        return list(_sealing(envelope))
    if status in UNSIGNED_ENDS:
        return [_ended(envelope, status, signers)]
    return list(_waiting(envelope, signers, now))


def _sealing(envelope: Envelope) -> Iterator[str]:
    yield f"Everyone has signed, on {moment(envelope.completed_at)}."
    seal = Seal.objects.filter(trail=envelope.trail_id).first()
    if seal:
        yield f"It is sealed, at level {seal.level}, since {moment(seal.sealed_at)}."
        return
    job = job_of("seal_trail", "sealing", trail_id=envelope.trail_id)
    if job is None:
        yield "It is not sealed, and no job is there to do it. The service takes it up within a minute."
    else:
        yield trouble(job, "Sealing") or "It is being sealed."


def _ended(envelope: Envelope, status: str, signers: list[Signer]) -> str:
    if status == EnvelopeStatus.VOIDED:
        return f"Voided on {moment(envelope.voided_at)}: {envelope.void_reason or 'no reason was given'}."
    if status == EnvelopeStatus.EXPIRED:
        return f"Its time was up on {moment(envelope.expires_at)}."
    one = next((signer for signer in signers if signer.status == SignerStatus.DECLINED), None)
    if one is None:
        return f"Declined on {moment(envelope.declined_at)}."
    return f"{one.name} declined to sign on {moment(one.declined_at)}: {one.decline_reason or 'no reason was given'}."


def _waiting(envelope: Envelope, signers: list[Signer], now: datetime) -> Iterator[str]:
    for place, signer in enumerate(signers):
        if signer.status in SIGNER.terminal:
            continue
        who = f"{signer.name} ({signer.email or 'no e-mail address'})"
        nth = f"{_ordinal(place)} of {len(signers)}"
        if not signer.is_turn(signers):
            yield f"After that comes {who}, {nth}."
            continue
        yield f"Waits for {who}, {nth}: {_link(signer, now)}, {STEPS[SignerStatus(signer.status)]}."
        if signer.locked_at:
            yield (
                f"The links of {signer.name} are locked since {moment(signer.locked_at)}, after {signer.wrong_answers} "
                "wrong codes or answers. A fresh link opens the way again."
            )
        if wrong := trouble(job_of("mail_link", "mail", signer_id=signer.id), "The mail with the link", now):
            yield wrong
    if envelope.expires_at:
        yield f"Its time is up on {moment(envelope.expires_at)}."


def _ordinal(place: int) -> str:
    return ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"


def _link(signer: Signer, now: datetime) -> str:
    if signer.undelivered_at:
        return "the address is refused"
    if signer.link_mailed_at is None:
        is_returned = signer.envelope.delivery == Envelope.Delivery.RETURN
        return "the sender brings the link" if is_returned else "the link is not mailed yet"
    ago = timesince(signer.link_mailed_at, now, depth=1).replace("\xa0", " ")
    return "link mailed just now" if ago.startswith("0 ") else f"link mailed {ago} ago"
