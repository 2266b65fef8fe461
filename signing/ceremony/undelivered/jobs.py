"""Mails to senders about signers whom messages do not reach."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.senders import reachable_sender
from signing.ceremony.turns import signer_of
from signing.ceremony.undelivered.letters import undelivered_letter


@app.task(name="notify_sender_of_undelivered", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_undelivered(*, signer_id: str | int, user_id: int, signs_in: str = "envelopes") -> None:
    """Tell a member of the sending organization. Does nothing if a message was taken since, or the member has left."""
    signer = signer_of(signs_in, signer_id)
    if signer is None or signer.undelivered_at is None:
        return
    user = reachable_sender(signer.organization_id, user_id)
    if user is None:
        return
    letter = undelivered_letter(
        user,
        about=signer.subject.title,
        who=signer.name,
        address=signer.email or signer.phone or "",
        may_sign=signer.may_act(clock.now()),
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter
