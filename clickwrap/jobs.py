"""All jobs of clickwrap, for the queue to find."""

from clickwrap.chain.jobs import seal_acceptances
from clickwrap.receipts.jobs import mail_receipt

__all__ = ["mail_receipt", "seal_acceptances"]
