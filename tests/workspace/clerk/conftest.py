"""Clerk's webhooks are set up."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from safeclose.gateways import retries
from tests.workspace.clerk.deliveries import SECRET
from tests.workspace.clerk.stand_in import KEY, StandIn


@pytest.fixture(autouse=True)
def _webhooks(settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = [SECRET]


@pytest.fixture
def backend(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Clerk's Backend API, which the service is configured with; no one waits between two tries."""
    monkeypatch.setattr(retries, "sleep", lambda seconds: None)
    with StandIn() as stand_in:
        settings.CLERK_API_URL, settings.CLERK_SECRET_KEY = stand_in.url, KEY
        yield stand_in
