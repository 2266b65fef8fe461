"""Clerk's webhooks are set up."""

import pytest
from pytest_django import Settings

from tests.workspace.clerk.deliveries import SECRET


@pytest.fixture(autouse=True)
def _webhooks(settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = [SECRET]
