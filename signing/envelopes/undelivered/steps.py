"""Messages to signers of envelopes that did not arrive: refused when they were handed over, or reported later."""

from datetime import datetime

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.erasure import ERASED
from safeclose.records.rows import change
from safeclose.records.transactions import assert_in_action
from signing.ceremony.senders import senders
from signing.ceremony.undelivered.progress import ASKING, has_acted_since
from signing.envelopes import steps
from signing.envelopes.models import Signer
from signing.evidence import trail
from workspace.events import bus
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage
from workspace.sending.outcomes.steps import record_sent

KIND = "envelope signer"
ARRIVED = {"undelivered_at": None, "undelivered_reason": None}  # columns of a signer whose message was taken


def keep(signer_id: str, receipt: Receipt, what: str) -> None:
    """A message to a signer was taken. `what`: link, copy, code or end."""
    record_sent(receipt, kind=KIND, subject_id=signer_id, what=what)


def mark(signer: Signer, sentence: str, by: Actor, *, what: str, channel: str = "email") -> None:
    """The address or number of the locked signer takes no messages: told, so that the sender can act.

    The trail has it while the signer can sign. The sender gets a mail, and no other one until a message was taken.
    """
    assert_in_action()
    if not (signer.email or signer.phone):
        return  # erased, while the message was on its way
    envelope = signer.envelope
    at = trail.instant(envelope.trail)
    is_first = signer.undelivered_at is None
    change(signer, {"undelivered_at": signer.undelivered_at or at, "undelivered_reason": sentence})
    data = {"signerId": signer.id, "reason": sentence}
    if signer.may_act(at):
        recipient = signer.phone if channel == "sms" else signer.email
        told = {**data, "channel": channel, "recipient": recipient, "what": what}
        trail.append(envelope.trail, "undelivered", at=at, by=by, data=told)
    bus.publish("envelope.undelivered", about=envelope, by=by, data=data)
    if is_first:
        for user_id in senders(envelope.organization_id, envelope.created_by_id):
            jobs.queue("notify_sender_of_undelivered", signer_id=signer.id, user_id=user_id)


def record(message: SentMessage, failure: Failure, by: Actor) -> bool:
    """Handler of `failure_handlers`. False where the signer is done, has acted since, or was erased."""
    if not Signer.objects.filter(pk=message.subject_id).exclude(name=ERASED).exists():
        return False
    signer = steps.lock_signer(message.subject_id)
    if message.what in ASKING and not _is_awaited(signer, message.sent_at):
        return False
    mark(signer, failure.sentence, by, what=message.what, channel=failure.channel)
    return True


def _is_awaited(signer: Signer, sent_at: datetime) -> bool:
    acted = has_acted_since(sent_at, signer.opened_at, signer.authenticated_at, signer.consented_at)
    return signer.may_act(trail.instant(signer.envelope.trail)) and not acted
