"""Steps of the actions on envelopes, of senders and signers alike; each asserts that an action runs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from documents.models import Document
from documents.paper import steps as paper
from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records.prepared import Given, Prepared
from safeclose.records.rows import found, locked, save
from safeclose.records.transactions import assert_in_action
from signing.ceremony.lifecycle import SIGNER, SignerStatus
from signing.ceremony.senders import senders
from signing.envelopes.lifecycle import ENVELOPE
from signing.envelopes.models import Envelope, EnvelopeQuerySet, Signer
from signing.evidence import trail
from workspace.events import bus

DOCUMENT: Prepared[Document] = Prepared(
    lambda: Document.objects.filter(pk=Given("pk", Document._meta.pk)).select_for_update(of=("self",))
)


def lock(rows: EnvelopeQuerySet, envelope_id: str) -> Envelope:
    """The envelope and its trail, locked: all that happens to one envelope happens one after another.

    Lock order everywhere: envelope, trail, document.
    """
    return locked(rows, also=("trail",), id=envelope_id)


def lock_signer(signer_id: str) -> Signer:
    """The signer, locked after their envelope and its trail. Raises Unknown."""
    envelope = lock(Envelope.objects.all(), found(Signer.objects.all(), id=signer_id).envelope_id)
    return locked(envelope.signers.all(), id=signer_id)


def queue_links(envelope: Envelope, signers: Iterable[Signer]) -> None:
    """Mail their links to those whose turn has come, where the service delivers them."""
    assert_in_action()
    if envelope.delivery != Envelope.Delivery.EMAIL:
        return
    signers = list(signers)
    for signer in signers:
        if signer.link_mailed_at is None and signer.status not in SIGNER.terminal and signer.is_turn(signers):
            jobs.queue("mail_link", signer_id=signer.id, occasion="turn")


def queue_end_mails(envelope: Envelope, verb: str, by: Actor) -> None:
    """One mail for each who is to be told that the locked envelope was completed, declined, voided, or has expired.

    Not for who did it. Signers get one where they were mailed a link; of completion their copy tells them.
    """
    assert_in_action()
    for user_id in senders(envelope.organization_id, envelope.created_by_id):
        if user_id != by.user_id:
            jobs.queue("mail_end_to_sender", envelope_id=envelope.id, verb=verb, user_id=user_id)
    if verb == "completed":
        return
    asked = envelope.signers.filter(link_mailed_at__isnull=False, email__isnull=False)
    for signer_id in asked.exclude(status=SignerStatus.DECLINED).values_list("pk", flat=True):
        jobs.queue("mail_end_to_signer", signer_id=signer_id, verb=verb)


def end(
    envelope: Envelope,
    verb: str,
    *,
    at: datetime,
    by: Actor,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> None:
    """End a locked envelope without signatures: `declined`, `voided` or `expired`. The document comes back.

    `recorded`: what the trail says in addition to the reason.
    """
    assert_in_action()
    data: Mapping[str, Any] = {} if verb == "expired" else {"reason": reason}
    _close(envelope, verb, at)
    trail.append(envelope.trail, verb, at=at, by=by, data={**data, **(recorded or {})})
    (document,) = DOCUMENT.rows(pk=envelope.document_id)
    paper.take_back(document, at=at)
    bus.publish(f"envelope.{verb}", about=envelope, by=by, data=data)
    queue_end_mails(envelope, verb, by)


def complete(envelope: Envelope, *, at: datetime, by: Actor, signers: int) -> None:
    """Everyone has signed the locked envelope. The one DOCUMENT_SIGNED is written here."""
    _close(envelope, "completed", at)
    trail.append(envelope.trail, "completed", at=at, by=by, data={"signers": signers})
    (document,) = DOCUMENT.rows(pk=envelope.document_id)
    paper.sign(document, at=at)
    bus.publish("envelope.completed", about=envelope, by=by, data={"signers": signers})
    bus.publish(
        "DOCUMENT_SIGNED",
        about=envelope,
        by=by,
        data={
            "envelopeId": envelope.id,
            "organizationId": str(envelope.organization_id),
            "dealId": document.deal_id,
            "completedAt": clock.iso(at),
            "documentSha256": envelope.document_sha256,
        },
        once=True,
    )
    queue_end_mails(envelope, "completed", by)
    jobs.queue("seal_trail", trail_id=envelope.trail_id)


def _close(envelope: Envelope, verb: str, at: datetime) -> None:
    envelope.status = ENVELOPE.after(envelope.status, verb)
    setattr(envelope, f"{verb}_at", at)
    save(envelope, "status", f"{verb}_at")
