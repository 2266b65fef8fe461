from importlib import import_module

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """The ceremony: envelopes and packages, and the evidence of what happened in them."""

    name = "signing"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("signing.evidence.checks")
        import_module("signing.packages.identities.linking")
        import_module("signing.packages.identities.menu")
