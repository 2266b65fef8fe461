"""How receipts that are to be mailed forget to whom, and which rows about receipts are deleted after some time."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from clickwrap.acceptances.models import ReceiptLink
from clickwrap.receipts.models import ReceiptMail
from safeclose.records.erasure import Person, of_address

MAILS_KEPT = timedelta(days=2)  # the job tries for a day


def mails(person: Person) -> int:
    """Those to the person's address are not sent any more."""
    deleted, _ = of_address(person, ReceiptMail.objects.all(), "email").delete()
    return deleted


def old_mails(now: datetime) -> "QuerySet[ReceiptMail]":
    return ReceiptMail.objects.filter(created_at__lt=now - MAILS_KEPT)


def ended_links(now: datetime) -> "QuerySet[ReceiptLink]":
    rows: QuerySet[ReceiptLink] = ReceiptLink.objects.filter(expires_at__lte=now)
    return rows
