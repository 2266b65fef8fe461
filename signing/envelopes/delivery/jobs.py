"""Mails with links and copies, until they are sent."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.gateways import mail
from safeclose.jobs import FOR_A_DAY
from signing.envelopes.delivery import actions
from signing.envelopes.delivery.mails import copy_mail, link_mail
from workspace.events import bus
from workspace.events.models import Event


@app.task(name="mail_link", queue="mail", retry=FOR_A_DAY)
def mail_link(*, signer_id: str, occasion: str) -> None:
    """Bring a signer their link. `occasion`: `turn` (once), `asked` (by the sender), `reminder`.

    The link is made here and now: a secret never waits in the queue.
    """
    issued = actions.record_link(signer_id=signer_id, occasion=occasion)
    if issued is None:
        return
    try:
        mail.deliver(link_mail(issued.signer, issued.token, is_reminder=occasion == "reminder"))
    except mail.Refused as refused:
        actions.record_link_refused(signer_id=signer_id, link_id=issued.link.pk, sentence=str(refused))
        return
    except mail.Fault:
        actions.record_unsent(link_id=issued.link.pk)
        raise
    actions.record_link_mailed(signer_id=signer_id, occasion=occasion)


@app.task(name="mail_copy", queue="mail", retry=FOR_A_DAY)
def mail_copy(*, signer_id: str) -> None:
    """Bring a signer the sealed document."""
    issued = actions.record_copy_link(signer_id=signer_id)
    if issued is None:
        return
    try:
        mail.deliver(copy_mail(issued.signer, issued.token))
    except mail.Fault as fault:
        actions.record_unsent(link_id=issued.link.pk)
        if isinstance(fault, mail.Refused):
            return
        raise
    actions.record_copy_mailed(signer_id=signer_id)


@app.periodic(cron="23 * * * *")
@app.task(name="remind_signers", queue="upkeep", queueing_lock="remind_signers")
def remind(timestamp: int) -> None:
    """Reminders, on the days that REMINDER_DAYS names."""
    now = clock.now()
    for signer_id in actions.due(now):
        actions.queue_reminder(signer_id=signer_id, now=now)


@bus.handles("trail.sealed")
def when_sealed(event: Event) -> None:
    """The files are made; those who signed get theirs."""
    actions.queue_copies(trail_id=event.subject_id)
