"""Which key this service seals with."""

from pathlib import Path

from django.conf import settings

from signing.evidence.development_key import make_development_key
from signing.evidence.keys import SealingKey, load_pkcs12


def service_key() -> SealingKey:
    """The configured key; in development one of its own, made on first use. Raises SealingKeyError."""
    if settings.SEALING_PKCS12:
        return load_pkcs12(Path(settings.SEALING_PKCS12), settings.SEALING_PASSWORD or None)
    return make_development_key(settings.VAR / "sealing")
