"""Which PAdES level this service seals at, and by whose time stamps."""

from pathlib import Path
from typing import cast, get_args

from cryptography import x509
from django.conf import settings

from safeclose.sealing import Level
from safeclose.sealing.keys import SealingKeyError
from safeclose.verify import load_certificates


def wanted_level() -> Level:
    """The level that the settings ask for. Raises SealingKeyError for settings that contradict each other."""
    level = settings.SEALING_LEVEL.upper() or ("B-T" if settings.TSA_URL else "B-B")
    if level not in get_args(Level):
        raise SealingKeyError(f"SEALING_LEVEL is {level}, and must be B-B, B-T or B-LTA.")
    if level != "B-B" and not settings.TSA_URL:
        raise SealingKeyError(f"SEALING_LEVEL {level} needs a time stamp authority: set TSA_URL.")
    if level == "B-LTA" and not settings.TSA_CERTIFICATES:
        raise SealingKeyError("SEALING_LEVEL B-LTA needs TSA_CERTIFICATES, to judge time stamps with.")
    return cast(Level, level)


def authority_trust() -> list[x509.Certificate]:
    """The certificates by which its time stamps are judged; none: any authority will do. Raises SealingKeyError."""
    if not settings.TSA_CERTIFICATES:
        return []
    path = Path(settings.TSA_CERTIFICATES)
    try:
        return load_certificates(path.read_bytes())
    except OSError as error:
        raise SealingKeyError(f"TSA_CERTIFICATES {path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise SealingKeyError(f"TSA_CERTIFICATES {path} is not a certificate in PEM or DER.") from error
