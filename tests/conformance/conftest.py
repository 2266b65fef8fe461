"""One running service for the folder. What is made up changes it, so the good requests are sent before."""

from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

from tests.conformance.asks import answered, operations
from tests.conformance.stage import Stage
from tests.processes import service


@pytest.fixture(scope="package")
def fresh_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The service with its worker; it trusts one proxy, so that each request can come from another address."""
    with service(tmp_path_factory.mktemp("conformance") / "copy") as running:
        running.environment |= {"TRUSTED_PROXY_COUNT": "1", "WEBHOOK_ALLOW_PRIVATE": "1"}
        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        made = Stage(running)
        yield made
        made.api.close()


@pytest.fixture(scope="package")
def description(fresh_stage: Stage) -> BaseSchema:
    """The API description as the service gives it out."""
    return schemathesis.openapi.from_url(f"{fresh_stage.service.address}/openapi.json")


@pytest.fixture(scope="package")
def faults(fresh_stage: Stage, description: BaseSchema) -> dict[str, str]:
    """What is wrong with the answer to the good request of each operation; nothing, where all is well."""
    return {one.label: answered(fresh_stage, one) for one in operations(description)}


@pytest.fixture(scope="package")
def stage(fresh_stage: Stage, faults: dict[str, str]) -> Stage:
    """The service, which may be changed in any way."""
    return fresh_stage
