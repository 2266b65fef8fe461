from django.apps import AppConfig
from django.core.checks import register


class SigningConfig(AppConfig):
    """Envelopes and packages, how they are signed, and the evidence of it."""

    name = "signing"

    def ready(self) -> None:
        from safeclose.config.checks import START_UP
        from signing.evidence import checks

        register(checks.sealing_key_seals, START_UP, deploy=True)
