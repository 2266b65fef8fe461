"""All jobs of the ceremony, for the queue to find."""

from signing.envelopes.jobs import expire, expire_overdue
from signing.evidence.jobs import seal, seal_unsealed
from signing.packages import jobs as packages

__all__ = ["expire", "expire_overdue", "packages", "seal", "seal_unsealed"]
