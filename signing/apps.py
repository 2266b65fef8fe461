from importlib import import_module

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """The ceremony: envelopes and packages, and the evidence of what happened in them."""

    name = "signing"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("signing.evidence.audit")
        import_module("signing.evidence.checkpoints.audit")
        import_module("signing.evidence.checks")
        import_module("signing.evidence.forgetting")
        import_module("signing.envelopes.forgetting")
        import_module("signing.packages.forgetting")
        import_module("signing.evidence.heads")
        import_module("signing.evidence.probes")
        import_module("signing.packages.documents.holds")
        import_module("signing.packages.identities.linking")
        import_module("signing.packages.identities.menu")
