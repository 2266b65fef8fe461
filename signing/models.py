"""All tables of the ceremony, for Django to find."""

from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Seal, SealedFile, Trail, TrailEvent
from signing.packages.models import (
    Assignment,
    ESignature,
    Flow,
    LocationSettings,
    Manager,
    ManagerMembership,
    PackageSigner,
    Signing,
    SigningAdmin,
    SigningDocument,
    Template,
)

__all__ = [
    "Assignment", "ESignature", "Envelope", "Flow", "LocationSettings", "Manager", "ManagerMembership",
    "PackageSigner", "Seal", "SealedFile", "Signer", "Signing", "SigningAdmin", "SigningDocument", "Template", "Trail",
    "TrailEvent",
]  # fmt: skip
