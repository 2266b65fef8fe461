"""One running service for the folder. What is made up changes it, so the good requests are sent before."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

from tests.conformance.asks import answered, operations
from tests.conformance.stage import Stage, activity, running_stage


@pytest.fixture(scope="package")
def fresh_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running_stage(tmp_path_factory.mktemp("conformance") / "copy") as made:
        yield made


@pytest.fixture(scope="package")
def description(fresh_stage: Stage) -> BaseSchema:
    """The API description as the service gives it out."""
    return schemathesis.openapi.from_url(f"{fresh_stage.service.address}/openapi.json")


@pytest.fixture(scope="package")
def faults(fresh_stage: Stage, description: BaseSchema) -> dict[str, str]:
    """What is wrong with the answer to the good request of each operation; nothing, where all is well."""
    return {one.label: answered(fresh_stage, one) for one in operations(description)}


@pytest.fixture(scope="package")
def events(fresh_stage: Stage, faults: dict[str, str]) -> list[dict[str, Any]]:
    """The activity of Alice's organization, which the good requests caused."""
    return activity(fresh_stage)


@pytest.fixture(scope="package")
def stage(fresh_stage: Stage, events: list[dict[str, Any]]) -> Stage:
    """The service, which may be changed in any way."""
    return fresh_stage
