"""Mails to senders about signers of envelopes whom messages do not reach."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.senders import reachable_sender
from signing.ceremony.undelivered.letters import undelivered_letter
from signing.envelopes.models import Signer


@app.task(name="notify_sender_of_undelivered", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_undelivered(*, signer_id: str, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if a message was taken since, or the member has left."""
    signers = Signer.objects.select_related("envelope__organization")
    signer = signers.filter(pk=signer_id, undelivered_at__isnull=False).first()
    user = reachable_sender(signer.envelope.organization_id, user_id) if signer else None
    if signer is None or user is None:
        return
    letter = undelivered_letter(
        user,
        about=signer.envelope.title,
        who=signer.name,
        address=signer.email or signer.phone or "",
        may_sign=signer.may_act(clock.now()),
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter
