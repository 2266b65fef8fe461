"""Mails to senders about signers who ask for paper, or have withdrawn their consent."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.objections.letters import objection_letter
from signing.ceremony.senders import reachable_sender
from signing.ceremony.turns import signer_of


@app.task(name="notify_sender_of_objection", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_objection(
    *, signer_id: str | int, user_id: int, objection: str, signs_in: str = "envelopes"
) -> None:
    """Tell a member of the sending organization. `objection`: `paper_requested` or `consent_withdrawn`.

    Does nothing if the signer is done or it has ended, or the member has left.
    """
    signer = signer_of(signs_in, signer_id)
    if signer is None or not signer.may_act(clock.now()):
        return
    user = reachable_sender(signer.organization_id, user_id)
    if user is None:
        return
    try:
        deliver(objection_letter(signer, user, objection))
    except Refused:
        return  # in the log; the activity feed tells the same as the letter
