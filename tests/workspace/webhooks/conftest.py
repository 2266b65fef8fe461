"""Someone who receives."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.safeclose.gateways.receiver import Receiver


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """On loopback, which is allowed meanwhile."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with Receiver() as one:
        yield one
