"""Start-up checks of the sealing key, so that a bad one is found before anything has to be sealed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.core.checks import CheckMessage, Error, Warning

from safeclose import clock
from safeclose.sealing.keys import SealingKey, SealingKeyError
from signing.evidence.sealing_settings import wanted_level
from signing.evidence.service_key import service_key

log = structlog.get_logger("safeclose.sealing")

EXPIRY_WARNING_PERIOD = timedelta(days=30)  # enough time to get another certificate


def sealing_key_seals(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Seals a blank page at the level that is asked for, and verifies it."""
    from signing.evidence.key_check import check_key  # pyHanko, which only services that start and few commands need

    try:
        wanted_level()
        key = service_key()
        check_key(key)
        return [*_validity(key), *_stamping()]
    except SealingKeyError as error:
        return [Error(str(error), id="safeclose.E006")]


def _validity(key: SealingKey) -> Iterator[CheckMessage]:
    """Whether the certificate is valid now, and for some time."""
    begin, end = key.certificate.not_valid_before_utc, key.certificate.not_valid_after_utc
    if begin > clock.now():
        yield Error(f"The sealing certificate is valid from {begin:%Y-%m-%d}, and not yet.", id="safeclose.E034")
    elif end <= clock.now():
        yield Error(f"The sealing certificate expired on {end:%Y-%m-%d}.", id="safeclose.E034")
    elif end - clock.now() < EXPIRY_WARNING_PERIOD:
        yield Warning(f"The sealing certificate expires on {end:%Y-%m-%d}.", id="safeclose.W003")


def _stamping() -> Iterator[CheckMessage]:
    """Without time stamps the service starts all the same: what is to be sealed waits until they come."""
    from signing.evidence.key_check import check_key
    from signing.evidence.sealing_options import time_stamp_authority

    asked = time_stamp_authority()
    if asked is None:
        return
    if not asked.trust:
        yield Warning("Set TSA_CERTIFICATES, or time stamps by any authority will do.", id="safeclose.W002")
    try:
        check_key(service_key(), asked)
    except OSError as error:
        log.warning("no_time_stamps", reason=str(error))
        yield Warning(f"{error} Nothing is sealed until it does.", id="safeclose.W001")
