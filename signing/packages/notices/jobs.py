"""Mails to signers and senders, until they are sent."""

from functools import partial

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.delivery import mailing
from signing.ceremony.senders import reachable_sender
from signing.ceremony.turns import signer_of
from signing.packages.notices import actions
from signing.packages.notices.letters import copy_letter, notice, refusal
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner
from workspace.events.models import Event


@app.task(name="notify_signer", queue="mail", retry=FOR_A_DAY)
def notify(*, signer_id: int, occasion: str = "asked") -> None:
    """Mail a signer a link to the package. `occasion`: `turn` (once), `asked` (by the sender), `reminder`.

    Does nothing if they are done, it is not their turn, or the package has ended.
    """
    letter = partial(notice, is_reminder=occasion == "reminder")
    mailing.mail_link(signer_of("packages", signer_id), occasion=occasion, letter=letter)


@app.task(name="mail_package_copy", queue="mail", retry=FOR_A_DAY)
def mail_copy(*, signer_id: int) -> None:
    """Mail a signer the sealed documents."""
    mailing.mail_copy(signer_of("packages", signer_id), letter=copy_letter)


@app.task(name="notify_sender", queue="mail", retry=FOR_A_DAY)
def notify_sender(*, signer_id: int, user_id: int) -> None:
    """Tell a member of the sending organization that a signer can't sign. Does nothing if either has left."""
    signers = PackageSigner.objects.select_related("signing__location__company")
    signer = signers.filter(pk=signer_id, signing__status=Signing.Status.ACTIVE).first()
    if signer is None:
        return
    user = reachable_sender(signer.signing.location.company.organization_id, user_id)
    if user is None:
        return
    try:
        deliver(refusal(signer, user))
    except Refused:
        return  # in the log; the activity feed tells the same as the letter


@app.periodic(cron="17 * * * *")
@app.task(name="remind_package_signers", queue="upkeep", queueing_lock="remind_package_signers")
def remind(timestamp: int) -> None:
    """Reminders, as often as the settings of the locations say."""
    for signer_id, before in actions.due(clock.now()):
        actions.queue_reminder(signer_id=signer_id, before=before)


def when_sealed(event: Event) -> None:
    """The files are made; those who signed get theirs."""
    actions.queue_copies(trail_id=event.subject_id)
