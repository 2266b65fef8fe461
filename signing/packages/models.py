"""All tables of signing packages."""

from signing.packages.documents.models import SigningDocument
from signing.packages.flows.models import Flow
from signing.packages.identities.models import Manager, ManagerMembership, SigningAdmin
from signing.packages.package.models import Signing
from signing.packages.settings.models import LocationSettings
from signing.packages.signers.models import Assignment, ESignature, PackageSigner, Upload
from signing.packages.templates.models import Template

__all__ = [
    "Assignment", "ESignature", "Flow", "LocationSettings", "Manager", "ManagerMembership", "PackageSigner", "Signing",
    "SigningAdmin", "SigningDocument", "Template", "Upload",
]  # fmt: skip
