"""Mails to signers and senders, until they are sent."""

from procrastinate.contrib.django import app

from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from signing.ceremony.senders import reachable_sender
from signing.ceremony.undelivered.letters import undelivered_letter
from signing.packages.notices import actions
from signing.packages.notices.letters import notice, refusal
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner


@app.task(name="notify_signer", queue="mail", retry=FOR_A_DAY)
def notify(*, signer_id: int) -> None:
    """Ask a signer to sign. Does nothing if they are done or the package has ended."""
    waiting = PackageSigner.objects.to_do().select_related("signing__location__company__organization")
    signer = waiting.filter(pk=signer_id).first()
    if signer is None or not signer.signing.is_open_at(clock.now()):
        return
    try:
        receipt = deliver(notice(signer))
    except Refused as refused:
        actions.record_undelivered(signer_id=signer_id, sentence=str(refused), what="link", by=SYSTEM)
        return
    actions.record_notice(signer_id=signer_id, receipt=receipt)


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


@app.task(name="notify_sender_of_undelivered_notice", queue="mail", retry=FOR_A_DAY)
def notify_sender_of_undelivered_notice(*, signer_id: int, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if a mail was taken since, or the member has left."""
    signers = PackageSigner.objects.select_related("signing__location__company")
    signer = signers.filter(pk=signer_id, undelivered_at__isnull=False).first()
    user = reachable_sender(signer.signing.location.company.organization_id, user_id) if signer else None
    if signer is None or user is None:
        return
    may_sign = signer.signing.is_open_at(clock.now()) and signer.status != PackageSigner.Status.SIGNED
    letter = undelivered_letter(
        user, about=signer.signing.title, who=signer.name, address=signer.email, may_sign=may_sign
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter


@app.periodic(cron="17 * * * *")
@app.task(name="remind_package_signers", queue="upkeep", queueing_lock="remind_package_signers")
def remind(timestamp: int) -> None:
    """Reminders, as often as the settings of the locations say."""
    for signer_id, before in actions.due(clock.now()):
        actions.queue_reminder(signer_id=signer_id, before=before)
