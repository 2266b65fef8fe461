"""A clock that stands at noon, a Twilio on loopback, and a document whose loan is behind."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clocks import Clock, stopped
from tests.documents.chattel.asking import BEHIND, made
from tests.documents.chattel.hours import NOON
from tests.people import Caller
from tests.safeclose.gateways.twilio import Twilio


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOON)


@pytest.fixture
def twilio(settings: Any) -> Iterator[Twilio]:
    with Twilio() as stand_in:
        stand_in.configure(settings)
        yield stand_in


@pytest.fixture
def document(alice: Caller, clock: Clock) -> dict[str, Any]:
    return made(alice, loan=BEHIND)
