"""What is written about mails to signers."""

from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from signing.packages.notices import undelivered
from signing.packages.package import steps
from signing.packages.signers.models import PackageSigner

OPEN = ["todo", "doing"]


@action
def record_notice(*, signer_id: int, receipt: Receipt) -> None:
    """The mail server has taken a mail to the signer."""
    undelivered.keep(signer_id, receipt, "link")
    PackageSigner.objects.filter(pk=signer_id).update(notified_at=clock.now(), **undelivered.ARRIVED)


@action
def record_end_mailed(*, signer_id: int, receipt: Receipt) -> None:
    """The mail server has taken a mail that tells the signer of an end."""
    undelivered.keep(signer_id, receipt, "end")


@action
def record_undelivered(*, signer_id: int, sentence: str, what: str, by: Actor) -> None:
    """The mail server refuses the signer's address for good. Nobody is reminded there until a mail was taken."""
    signing = steps.lock(found(PackageSigner.objects.all(), id=signer_id).signing_id)
    undelivered.mark(signing, locked(PackageSigner.objects.all(), id=signer_id), sentence, by, what=what)


@action
def queue_reminder(*, signer_id: int, before: datetime) -> bool:
    """Queue a reminder for a signer who was last mailed before `before`, unless one is queued; whether it was."""
    waiting = PackageSigner.objects.to_do().filter(pk=signer_id, notified_at__lte=before)
    if not waiting.select_for_update(of=("self",)).exists():
        return False
    if ProcrastinateJob.objects.filter(
        task_name="notify_signer", status__in=OPEN, args={"signer_id": signer_id}
    ).exists():
        return False
    jobs.queue("notify_signer", signer_id=signer_id)
    return True


def due(now: datetime) -> list[tuple[int, datetime]]:
    """Signers to be reminded, as their locations' settings say, each with the instant since which all was quiet."""
    waiting = PackageSigner.objects.to_do().filter(
        notified_at__isnull=False,
        undelivered_at=None,
        signing__location__signing_settings__reminder_days__isnull=False,
    )
    rows: Any = waiting.values_list("pk", "notified_at", "signing__location__signing_settings__reminder_days")
    quiet = ((number, heard, now - timedelta(days=days)) for number, heard, days in rows.iterator())
    return [(number, before) for number, heard, before in quiet if heard <= before]
