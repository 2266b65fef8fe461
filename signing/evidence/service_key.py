"""Which key this service seals with."""

from pathlib import Path

from django.conf import settings

from safeclose.sealing.keys import SealingKey, SealingKeyError, load_pem, load_pkcs12
from signing.evidence.development_key import make_development_key


def service_key() -> SealingKey:
    """The configured key; in development one of its own, made on first use. Raises SealingKeyError."""
    password = settings.SEALING_PASSWORD or None
    given = [name for name in ("SEALING_PKCS12", "SEALING_PEM", "SEALING_PKCS11_LIB") if getattr(settings, name)]
    if len(given) > 1:
        raise SealingKeyError(f"Set one of {' and '.join(given)}: there is one sealing key.")
    if settings.SEALING_PKCS12:
        return load_pkcs12(Path(settings.SEALING_PKCS12), password)
    if settings.SEALING_PEM:
        first, *others = map(Path, settings.SEALING_PEM)
        return load_pem(first, password, also=tuple(others))
    return _on_token() if settings.SEALING_PKCS11_LIB else make_development_key(settings.VAR / "sealing")


def _on_token() -> SealingKey:
    try:
        from signing.evidence.pkcs11_key import Place, load_token
    except ImportError as error:
        raise SealingKeyError("SEALING_PKCS11_LIB needs the extra `pkcs11` of this package.") from error
    wanted = ("SEALING_PKCS11_LIB", "SEALING_PKCS11_TOKEN", "SEALING_PKCS11_LABEL")
    if missing := [name for name in wanted if not getattr(settings, name)]:
        raise SealingKeyError(f"SEALING_PKCS11_LIB needs {' and '.join(missing)}.")
    library, token, label = (getattr(settings, name) for name in wanted)
    return load_token(Place(library, token, label, settings.SEALING_PKCS11_PIN))
