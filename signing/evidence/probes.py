"""How sealing stands, for those who run the service."""

from datetime import timedelta
from hashlib import sha256

from safeclose import clock
from safeclose.health import probes
from safeclose.health.probes import Word
from safeclose.sealing.keys import SealingKeyError
from signing.evidence.checks import SOON
from signing.evidence.models import Trail
from signing.evidence.sealing_settings import wanted_level
from signing.evidence.service_key import service_key

MOST = 1000  # are counted
TOO_LONG = timedelta(hours=1)


@probes.tells("sealing")
def sealing() -> str | Word:
    """The level, and what is completed and waits for its seal."""
    try:
        level = wanted_level()
    except SealingKeyError as error:
        return Word("fail", str(error))
    waiting = list(Trail.objects.unsealed().order_by("completed_at")[:MOST])
    if not waiting or waiting[0].completed_at is None:
        return f"{level}; nothing waits"
    number = "1000 or more" if len(waiting) == MOST else len(waiting)
    sentence = f"{level}; {number} waiting since {clock.iso(waiting[0].completed_at)}"
    return Word("warn" if clock.now() - waiting[0].completed_at > TOO_LONG else "ok", sentence)


@probes.tells("sealing key", at_once=False)
def sealing_key() -> str | Word:
    """Seals a blank page, and verifies it."""
    from signing.evidence.key_check import probe  # pyHanko, which only few commands need

    try:
        key = service_key()
        probe(key)
    except SealingKeyError as error:
        return Word("fail", str(error))
    until = key.certificate.not_valid_after_utc
    sentence = f"It seals, and the seal verifies; its certificate is valid until {until:%Y-%m-%d}."
    return Word("ok" if until - clock.now() > SOON else "warn", sentence)


@probes.tells("time stamps", at_once=False)
def time_stamps() -> str | Word:
    """Asks the authority for one."""
    from signing.evidence.sealing_options import authority  # pyHanko as well

    try:
        asked = authority()
        if asked is None:
            return Word("off", "TSA_URL is not set.")
        asked.stamp(sha256(b"doctor").digest())
    except (SealingKeyError, OSError) as error:
        return Word("fail", f"{error} Nothing is sealed until it does.")
    trusted = "it is trusted" if asked.trust else "TSA_CERTIFICATES is not set, so any authority would do"
    return Word("ok" if asked.trust else "warn", f"The authority stamps, and {trusted}.")
