from importlib import import_module

from django.apps import AppConfig

from safeclose.storage.named_files import named_in


class SigningConfig(AppConfig):
    """Envelopes and packages, how they are signed, and the evidence of it."""

    name = "signing"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("signing.event_types")
        import_module("signing.evidence.audit")
        import_module("signing.evidence.checkpoints.audit")
        import_module("signing.evidence.checks")
        import_module("signing.evidence.forgetting")
        import_module("signing.envelopes.forgetting")
        import_module("signing.packages.forgetting")
        import_module("signing.evidence.chain_heads")
        import_module("signing.evidence.probes")
        import_module("signing.packages.documents.holds")
        import_module("signing.packages.documents.uses")
        import_module("signing.packages.flows.uses")
        import_module("signing.packages.signers.linking")
        import_module("signing.packages.session.menu")
        import_module("signing.packages.managers.steps")
        named_in("signing.Template.file_sha256", "signing.SigningDocument.file_sha256")
        named_in("signing.Template.received_sha256", "signing.SigningDocument.received_sha256")
        named_in("signing.Envelope.document_sha256", "signing.Trail.document_sha256")
        named_in("signing.Seal.certificate_sha256", "signing.Seal.bundle_sha256")
        named_in("signing.SealedFile.document_sha256", "signing.SealedFile.sealed_sha256")
