"""The people and places of signing packages."""

import pytest

from tests.prepared import once
from tests.signing.packages.stage import Stage


@pytest.fixture
def stage(db: None) -> Stage:
    return once("stage", Stage)


@pytest.fixture
def committed_stage(committed: None) -> Stage:
    """With real commits, for races and jobs."""
    return Stage()
