"""All tables of clickwrap, for Django to find."""

from clickwrap.acceptances.models import Acceptance, ReceiptLink
from clickwrap.agreements.models import Agreement, Publication, Version
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance
from clickwrap.receipts.models import ReceiptMail

__all__ = [
    "Acceptance", "Agreement", "Block", "Chain", "ChainedAcceptance", "Publication", "ReceiptLink", "ReceiptMail",
    "UnchainedAcceptance", "Version",
]  # fmt: skip
