"""Health probes of sealing."""

from datetime import timedelta
from hashlib import sha256

from safeclose import clock
from safeclose.health.probes import PartStatus
from safeclose.sealing.keys import SealingKeyError
from signing.evidence.checks import EXPIRY_WARNING_PERIOD
from signing.evidence.models import Trail
from signing.evidence.sealing_settings import wanted_level
from signing.evidence.service_key import service_key

MAX_COUNTED = 1000
MAX_WAIT = timedelta(hours=1)


def sealing() -> str | PartStatus:
    """The level, and what is completed and waits for its seal."""
    try:
        level = wanted_level()
    except SealingKeyError as error:
        return PartStatus("fail", str(error))
    waiting = list(Trail.objects.unsealed().order_by("completed_at")[:MAX_COUNTED])
    if not waiting or waiting[0].completed_at is None:
        return f"{level}; nothing waits"
    number = "1000 or more" if len(waiting) == MAX_COUNTED else len(waiting)
    sentence = f"{level}; {number} waiting since {clock.iso(waiting[0].completed_at)}"
    return PartStatus("warn" if clock.now() - waiting[0].completed_at > MAX_WAIT else "ok", sentence)


def sealing_key() -> str | PartStatus:
    """Seals a blank page, and verifies it."""
    from signing.evidence.key_check import check_key  # pyHanko, which only few commands need

    try:
        key = service_key()
        check_key(key)
    except SealingKeyError as error:
        return PartStatus("fail", str(error))
    until = key.certificate.not_valid_after_utc
    sentence = f"It seals, and the seal verifies; its certificate is valid until {until:%Y-%m-%d}."
    return PartStatus("ok" if until - clock.now() > EXPIRY_WARNING_PERIOD else "warn", sentence)


def time_stamps() -> str | PartStatus:
    """Asks the authority for one."""
    from signing.evidence.sealing_options import time_stamp_authority  # pyHanko as well

    try:
        asked = time_stamp_authority()
        if asked is None:
            return PartStatus("off", "TSA_URL is not set.")
        asked.stamp(sha256(b"doctor").digest())
    except (SealingKeyError, OSError) as error:
        return PartStatus("fail", f"{error} Nothing is sealed until it does.")
    trusted = "it is trusted" if asked.trust else "TSA_CERTIFICATES is not set, so any authority would do"
    return PartStatus("ok" if asked.trust else "warn", f"The authority stamps, and {trusted}.")
