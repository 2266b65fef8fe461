"""Mails to signers of packages that did not arrive: refused when they were handed over, or reported later."""

from datetime import datetime

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.erasure import ERASED
from safeclose.records.rows import change, locked
from signing.ceremony.senders import senders
from signing.ceremony.undelivered.progress import ASKING, has_acted_since
from signing.evidence import trail
from signing.packages.package import steps
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner
from workspace.events import bus
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage
from workspace.sending.outcomes.steps import record_sent

KIND = "package signer"
ARRIVED = {"undelivered_at": None, "undelivered_reason": None}  # columns of a signer whose mail was taken


def keep(signer_id: int, receipt: Receipt, what: str) -> None:
    """A mail to a signer was taken. `what`: link or end."""
    record_sent(receipt, kind=KIND, subject_id=signer_id, what=what)


def mark(signing: Signing, signer: PackageSigner, sentence: str, by: Actor, *, what: str) -> None:
    """The address of a signer takes no mails, both locked: told, so that the sender can act.

    The trail has it while the signer can sign. The sender gets a mail, and no other one until a mail was taken.
    """
    is_first = signer.undelivered_at is None
    change(signer, {"undelivered_at": signer.undelivered_at or clock.now(), "undelivered_reason": sentence})
    data = {"signerId": str(signer.pk), "reason": sentence}
    if signing.trail and _may_sign(signing, signer):
        told = {**data, "channel": "email", "recipient": signer.email, "what": what}
        trail.append(signing.trail, "undelivered", at=trail.instant(signing.trail), by=by, data=told)
    bus.publish("signing.undelivered", about=signing, by=by, data=data)
    if is_first:
        for user_id in senders(signing.location.company.organization_id, signing.created_by_id):
            jobs.queue("notify_sender_of_undelivered_notice", signer_id=signer.pk, user_id=user_id)


def record(message: SentMessage, failure: Failure, by: Actor) -> bool:
    """Handler of `failure_handlers`. False where the signer is done, has acted since, or was removed or erased."""
    signers = PackageSigner.objects.filter(pk=int(message.subject_id)).exclude(name=ERASED)
    known = signers.values_list("signing_id", flat=True).first()
    if known is None:
        return False
    signing = steps.lock(known)
    signer = locked(PackageSigner.objects.all(), id=int(message.subject_id))
    if message.what in ASKING and not (_may_sign(signing, signer) and not _has_acted_since(signer, message.sent_at)):
        return False
    mark(signing, signer, failure.sentence, by, what=message.what)
    return True


def _may_sign(signing: Signing, signer: PackageSigner) -> bool:
    return signing.is_open_at(clock.now()) and signer.status != PackageSigner.Status.SIGNED


def _has_acted_since(signer: PackageSigner, sent_at: datetime) -> bool:
    signed = signer.signatures.filter(signed_at__gte=sent_at)
    return has_acted_since(sent_at, signer.viewed_at, signer.consented_at) or signed.exists()
