"""All tables of the ceremony, for Django to find."""

from signing.ceremony.identification.models import Challenge
from signing.ceremony.models import Link
from signing.envelopes.models import Envelope, Signer
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, CheckpointTile
from signing.evidence.models import Seal, SealedFile, SealingCertificate, Trail, TrailEvent
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
    "Assignment", "Challenge", "Checkpoint", "CheckpointLeaf", "CheckpointTile", "ESignature", "Envelope",
    "Flow", "Link", "LocationSettings", "Manager", "ManagerMembership", "PackageSigner", "Seal", "SealedFile",
    "SealingCertificate", "Signer", "Signing", "SigningAdmin", "SigningDocument", "Template", "Trail",
    "TrailEvent",
]  # fmt: skip
