"""Messages to signers that did not arrive: refused when they were handed over, or reported later."""

from functools import partial

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.erasure import ERASED
from safeclose.records.rows import change
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Unknown
from signing.ceremony.models import LinkSigner
from signing.ceremony.senders import senders
from signing.ceremony.turns import Turn, locked_turn, signer_of
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage
from workspace.sending.outcomes.steps import FailureHandler, record_sent

ARRIVED = {"undelivered_at": None, "undelivered_reason": None}  # columns of a signer whose message was taken
# Messages whose recipient is to do something; others tell of an end, after which nothing is done.
ASKING = ("link", "code")


def keep(signer: LinkSigner, receipt: Receipt, what: str) -> None:
    """A message to a signer was taken. `what`: link, copy, code or end."""
    record_sent(receipt, kind=signer.written_to_as, subject_id=signer.signer_id, what=what)


def mark(turn: Turn, sentence: str, by: Actor, *, what: str, channel: str = "email") -> None:
    """The address or number of the signer takes no messages: told, so that the sender can act.

    The trail has it while the signer can sign. The sender gets a mail, and no other one until a message was taken.
    """
    assert_in_action()
    signer = turn.signer
    if not (signer.email or signer.phone):
        return  # erased, while the message was on its way
    is_first = signer.undelivered_at is None
    change(signer, {"undelivered_at": signer.undelivered_at or turn.at, "undelivered_reason": sentence})
    if signer.may_act(turn.at):
        recipient = signer.phone if channel == "sms" else signer.email
        told = {"signerId": signer.signer_id, "reason": sentence}
        turn.record("undelivered", by, {**told, "channel": channel, "recipient": recipient, "what": what})
    turn.publish(f"{turn.family}.undelivered", by, reason=sentence)
    if is_first:
        for user_id in senders(signer.organization_id, turn.creator_id):
            whom = {"signer_id": signer.pk, "signs_in": signer.signs_in}
            jobs.queue("notify_sender_of_undelivered", **whom, user_id=user_id)


def failure_handler(signs_in: str) -> FailureHandler:
    """The handler of `failure_handlers` for messages to signers of this kind."""
    return partial(_record, signs_in)


def _record(signs_in: str, message: SentMessage, failure: Failure, by: Actor) -> bool:
    """False where the signer is done, has acted since, or was removed or erased."""
    signer = signer_of(signs_in, message.subject_id)
    if signer is None or signer.name == ERASED:
        return False
    try:
        turn = locked_turn(signer)
    except Unknown:
        return False
    if message.what in ASKING and not (
        turn.signer.may_act(turn.at) and not turn.signer.has_acted_since(message.sent_at)
    ):
        return False
    mark(turn, failure.sentence, by, what=message.what, channel=failure.channel)
    return True
