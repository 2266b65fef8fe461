"""All that the back office shows of the ceremony, for Django to find."""

from signing.envelopes import admin as envelopes
from signing.evidence import admin as evidence
from signing.packages import admin as packages

__all__ = ["envelopes", "evidence", "packages"]
