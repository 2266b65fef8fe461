"""Mails with links and copies, until they are sent."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import NotSent, Receipt, Refused, deliver
from safeclose.messages.letters import Letter
from signing.envelopes.delivery import actions
from signing.envelopes.delivery.letters import copy_letter, link_letter
from signing.envelopes.links import NewLink
from workspace.events.models import Event


@app.task(name="mail_link", queue="mail", retry=FOR_A_DAY)
def mail_link(*, signer_id: str, occasion: str) -> None:
    """Mail a signer their link. `occasion`: `turn` (once), `asked` (by the sender), `reminder`, `extended`.

    The link is made here and now: a secret never waits in the queue.
    """
    new = actions.record_link(signer_id=signer_id, occasion=occasion)
    if new is None:
        return
    receipt = _delivered(new, link_letter(new.signer, new.token, occasion=occasion), what="link")
    if receipt:
        actions.record_link_mailed(signer_id=signer_id, occasion=occasion, receipt=receipt, by=SYSTEM)


@app.task(name="mail_copy", queue="mail", retry=FOR_A_DAY)
def mail_copy(*, signer_id: str) -> None:
    """Mail a signer the sealed document."""
    new = actions.record_copy_link(signer_id=signer_id)
    if new is None:
        return
    receipt = _delivered(new, copy_letter(new.signer, new.token), what="copy")
    if receipt:
        actions.record_copy_mailed(signer_id=signer_id, receipt=receipt)


@app.periodic(cron="23 * * * *")
@app.task(name="remind_signers", queue="upkeep", queueing_lock="remind_signers")
def remind(timestamp: int) -> None:
    """Reminders, on the days that REMINDER_DAYS names."""
    now = clock.now()
    for signer_id in actions.due(now):
        actions.queue_reminder(signer_id=signer_id, now=now)


def _delivered(new: NewLink, letter: Letter, *, what: str) -> Receipt | None:
    """Hand the letter over; a link that no mail took along is deleted. None where the address is refused for good."""
    try:
        return deliver(letter)
    except Refused as refused:
        actions.record_link_refused(
            signer_id=new.signer.id, link_id=new.link.pk, sentence=str(refused), what=what, by=SYSTEM
        )
        return None
    except NotSent:
        actions.record_unsent(signer_id=new.signer.id, link_id=new.link.pk)
        raise


def when_sealed(event: Event) -> None:
    """The files are made; those who signed get theirs."""
    actions.queue_copies(trail_id=event.subject_id)
