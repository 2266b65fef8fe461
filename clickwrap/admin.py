"""All that the back office shows of clickwrap, for Django to find."""

from clickwrap.acceptances import admin as acceptances
from clickwrap.agreements import admin as agreements
from clickwrap.chain import admin as chain

__all__ = ["acceptances", "agreements", "chain"]
