"""Mails to senders about signers who ask for paper, or have withdrawn their consent."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.senders import reachable_sender
from signing.envelopes.models import Signer
from signing.envelopes.objections.letters import objection_letter


@app.task(name="notify_sender_of_objection", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_objection(*, signer_id: str, user_id: int, objection: str) -> None:
    """Tell a member of the sending organization. `objection`: `paper_requested` or `consent_withdrawn`.

    Does nothing if the signer is done or the envelope has ended, or the member has left.
    """
    signer = Signer.objects.select_related("envelope__organization").filter(pk=signer_id).first()
    if signer is None or not signer.may_act(clock.now()):
        return
    user = reachable_sender(signer.envelope.organization_id, user_id)
    if user is None:
        return
    try:
        deliver(objection_letter(signer, user, objection))
    except Refused:
        return  # in the log; the activity feed tells the same as the letter
