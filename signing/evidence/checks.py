"""A bad sealing key is found at start-up, not when everyone has signed."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from safeclose.checks import START_UP
from signing.evidence.keys import SealingKeyError
from signing.evidence.probe import probe
from signing.evidence.service_key import service_key


@register(START_UP, deploy=True)
def sealing_key_seals(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Seals a blank page, and verifies it."""
    try:
        probe(service_key())
    except SealingKeyError as error:
        return [Error(str(error), id="safeclose.E006")]
    return []
