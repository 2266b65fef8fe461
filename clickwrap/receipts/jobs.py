"""Mails with receipts, until they are sent."""

from contextlib import suppress

from procrastinate.contrib.django import app

from clickwrap.receipts import actions
from clickwrap.receipts.letters import receipt_letter
from clickwrap.receipts.models import ReceiptMail
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver


@app.task(name="mail_receipt", queue="mail", retry=FOR_A_DAY)
def mail_receipt(*, mail_id: str) -> None:
    """Mail a receipt to who asked for it. The queue knows no address; after this, nothing does."""
    rows = ReceiptMail.objects.select_related(
        "acceptance__organization", "acceptance__agreement", "acceptance__publication__version"
    )
    mail = rows.filter(pk=mail_id).first()
    if mail is None:
        return
    with suppress(Refused):  # it is in the log; whoever asked for it can ask again
        deliver(receipt_letter(mail))
    actions.record_mail_ended(mail_id=mail_id)
