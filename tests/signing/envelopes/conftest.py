"""People in a database with real commits, and no limits."""

import pytest

from safeclose.http.rate_limits import PerMinute
from tests.people import Caller, acme_and_birch


@pytest.fixture
def owner(committed: None) -> Caller:
    """Alice, committed."""
    return Caller(acme_and_birch()["alice"])


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what calls more often in a minute than any client may."""
    monkeypatch.setattr(PerMinute, "allow_request", lambda *_: True)
