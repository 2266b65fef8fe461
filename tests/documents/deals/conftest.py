"""An owner in a database with real commits."""

import pytest

from tests.people import Caller, acme_and_birch


@pytest.fixture
def owner(committed: None) -> Caller:
    """Alice, committed."""
    return Caller(acme_and_birch()["alice"])
