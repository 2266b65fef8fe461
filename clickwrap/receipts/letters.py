"""The letter with a receipt.

Whoever accepts an agreement may have it sent to anyone. So it says nothing that they chose: no link, and a receipt
without their address and browser, and without a subject that the organization's server did not confirm.
"""

from clickwrap.receipts.models import ReceiptMail
from clickwrap.receipts.pdf import make_receipt
from safeclose.messages.letters import Attachment, Letter, Recipient
from safeclose.messages.names import carries_address
from workspace.organizations.brand import brand_of


def receipt_letter(mail: ReceiptMail) -> Letter:
    """Of a mail that was read with its acceptance, as `shown`."""
    acceptance = mail.acceptance
    title = acceptance.publication.title
    pdf = make_receipt(acceptance, is_for_anyone=True)
    return Letter(
        to=Recipient(mail.email, language=mail.language),
        sender=_harmless(acceptance.organization.name),
        template="clickwrap/receipt",
        about=_harmless(title),
        key=mail.id,
        brand=brand_of(acceptance.organization),
        attachments=(Attachment(f"receipt {acceptance.id}.pdf", pdf, "application/pdf"),),
    )


def _harmless(name: str) -> str:
    return "" if carries_address(name) else name
