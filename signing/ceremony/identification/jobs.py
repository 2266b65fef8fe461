"""Mails to senders about signers who could not be identified."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.identification.letters import lock_letter
from signing.ceremony.senders import reachable_sender
from signing.ceremony.turns import signer_of


@app.task(name="notify_sender_of_lock", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_lock(*, signer_id: str, user_id: int, signs_in: str = "envelopes") -> None:
    """Tell a member of the sending organization that a signer's links are locked.

    Does nothing if that is over, or the member has left.
    """
    signer = signer_of(signs_in, signer_id)
    if signer is None or signer.locked_at is None or not signer.may_act(clock.now()):
        return
    user = reachable_sender(signer.organization_id, user_id)
    if user is None:
        return
    try:
        deliver(lock_letter(signer, user))
    except Refused:
        return  # in the log; the activity feed tells the same as the letter
