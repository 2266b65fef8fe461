"""What is written about receipts that are mailed."""

from clickwrap.acceptances.models import ReceiptLink
from clickwrap.receipts.models import ReceiptMail
from safeclose import clock
from safeclose.jobs import queue
from safeclose.records.transactions import action
from safeclose.refusals import Gone, TooMany
from workspace.sending import allowances
from workspace.sending.allowances import Kind

MAX_MAILS = 3  # of one link, ever


@action
def request_mail(*, token: str, email: str, language: str | None) -> None:
    """Mail the receipt behind a link to an address that its holder gives.

    Raises Gone for a link that is over or never was, and TooMany where an allowance is used up.
    """
    at = clock.now()
    link: ReceiptLink | None = ReceiptLink.objects.with_token(token, at).select_for_update(of=("self",)).first()
    if link is None:
        raise Gone
    if link.mails >= MAX_MAILS:
        raise _used_up("from this page")
    link.mails += 1
    link.save(update_fields=["mails"])
    mail = ReceiptMail.objects.create(
        acceptance=link.acceptance, email=email, language=language or link.acceptance.language, created_at=at
    )
    queue("mail_receipt", mail_id=mail.id)
    used_up = allowances.take(
        allowances.to_recipient(Kind.RECEIPTS, email),
        allowances.of_organization(Kind.RECEIPTS, link.acceptance.organization_id),
    )
    if used_up:
        raise _used_up("to this address" if used_up.of == "recipient" else "for this organization")


@action
def record_mail_ended(*, mail_id: str) -> None:
    """The mail server has taken a receipt, or refuses it for good: nobody needs the address any more."""
    ReceiptMail.objects.filter(pk=mail_id).delete()


def _used_up(what: str) -> TooMany:
    again = allowances.next_day()
    return TooMany(
        f"No more receipts can be mailed {what} today; try again after {again:%Y-%m-%d %H:%M} UTC.",
        seconds=int((again - clock.now()).total_seconds()) + 1,
    )
