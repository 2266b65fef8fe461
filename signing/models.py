"""All tables of the ceremony, for Django to find."""

from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Seal, Trail, TrailEvent

__all__ = ["Envelope", "Seal", "Signer", "Trail", "TrailEvent"]
