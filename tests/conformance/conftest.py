"""One running service for each module: what makes things up also changes them."""

from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

from tests.conformance.stage import Stage
from tests.processes import service


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The service with its worker; it trusts one proxy, so that each request can come from another address."""
    with service(tmp_path_factory.mktemp("conformance") / "copy") as running:
        running.environment |= {"TRUSTED_PROXY_COUNT": "1", "WEBHOOK_ALLOW_PRIVATE": "1"}
        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        made = Stage(running)
        yield made
        made.api.close()


@pytest.fixture(scope="module")
def description(stage: Stage) -> BaseSchema:
    """The API description as the service gives it out."""
    return schemathesis.openapi.from_url(f"{stage.service.address}/openapi.json")
