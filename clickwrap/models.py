"""All tables of clickwrap, for Django to find."""

from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements.models import Agreement, Publication, Version
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance

__all__ = [
    "Acceptance", "Agreement", "Block", "Chain", "ChainedAcceptance", "Publication", "UnchainedAcceptance", "Version",
]  # fmt: skip
