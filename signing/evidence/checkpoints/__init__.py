"""What every chain of an organization was on a day, under one signature."""

from signing.evidence.checkpoints.proofs import proof_for

__all__ = ["proof_for"]
