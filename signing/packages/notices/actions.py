"""What is written about mails to signers."""

from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import jobs
from safeclose.records.transactions import action
from signing.packages.signers.following import is_turn
from signing.packages.signers.models import PackageSigner

OPEN = ["todo", "doing"]


@action
def queue_reminder(*, signer_id: int, before: datetime) -> bool:
    """Queue a reminder for a signer who was last mailed before `before`, whose turn it is; whether it was.

    Not while one is queued.
    """
    waiting = PackageSigner.objects.to_do().filter(pk=signer_id, notified_at__lte=before).select_related("signing")
    signer = waiting.select_for_update(of=("self",)).first()
    if signer is None or not is_turn(signer):
        return False
    if ProcrastinateJob.objects.filter(task_name="notify_signer", status__in=OPEN, args__signer_id=signer_id).exists():
        return False
    jobs.queue("notify_signer", signer_id=signer_id, occasion="reminder")
    return True


def due(now: datetime) -> list[tuple[int, datetime]]:
    """Signers to be reminded, as their locations' settings say, each with the instant since which all was quiet."""
    waiting = PackageSigner.objects.to_do().filter(
        notified_at__isnull=False,
        undelivered_at=None,
        locked_at=None,
        signing__location__signing_settings__reminder_days__isnull=False,
    )
    rows: Any = waiting.values_list("pk", "notified_at", "signing__location__signing_settings__reminder_days")
    quiet = ((number, heard, now - timedelta(days=days)) for number, heard, days in rows.iterator())
    return [(number, before) for number, heard, before in quiet if heard <= before]


@action
def queue_copies(*, trail_id: str) -> None:
    """Mail the sealed documents to everyone who signed them."""
    waiting = PackageSigner.objects.filter(signing__trail=trail_id, copy_mailed_at=None, completed_at__isnull=False)
    for signer_id in waiting.values_list("pk", flat=True):
        jobs.queue("mail_package_copy", signer_id=signer_id)
