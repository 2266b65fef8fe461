"""Mails with links and copies, until they are sent."""

from functools import partial

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from signing.ceremony.delivery import mailing
from signing.envelopes.delivery import actions
from signing.envelopes.delivery.letters import copy_letter, link_letter
from signing.envelopes.turns import EnvelopeTurn
from workspace.events.models import Event


@app.task(name="mail_link", queue="mail", retry=FOR_A_DAY)
def mail_link(*, signer_id: str, occasion: str) -> None:
    """Mail a signer their link. `occasion`: `turn` (once), `asked` (by the sender), `reminder`, `extended`."""
    letter = partial(link_letter, occasion=occasion)
    mailing.mail_link(EnvelopeTurn.rows().filter(pk=signer_id).first(), occasion=occasion, letter=letter)


@app.task(name="mail_copy", queue="mail", retry=FOR_A_DAY)
def mail_copy(*, signer_id: str) -> None:
    """Mail a signer the sealed document."""
    mailing.mail_copy(EnvelopeTurn.rows().filter(pk=signer_id).first(), letter=copy_letter)


@app.periodic(cron="23 * * * *")
@app.task(name="remind_signers", queue="upkeep", queueing_lock="remind_signers")
def remind(timestamp: int) -> None:
    """Reminders, on the days that REMINDER_DAYS names."""
    now = clock.now()
    for signer_id in actions.due(now):
        actions.queue_reminder(signer_id=signer_id, now=now)


def when_sealed(event: Event) -> None:
    """The files are made; those who signed get theirs."""
    actions.queue_copies(trail_id=event.subject_id)
