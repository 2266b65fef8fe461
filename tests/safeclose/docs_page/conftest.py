"""The service, and browsers for developers."""

from collections.abc import Iterator

import pytest

from tests.browsing import chromium, visits
from tests.processes import Service, service

__all__ = ["chromium", "visits"]


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web server alone."""
    with service(tmp_path_factory.mktemp("docs") / "copy") as running:
        running.start_web()
        yield running
