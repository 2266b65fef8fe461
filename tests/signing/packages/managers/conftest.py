"""The team."""

import pytest

from tests.signing.packages.managers.team import Team
from tests.signing.packages.stage import Stage


@pytest.fixture
def team(stage: Stage) -> Team:
    return Team(stage)


@pytest.fixture
def committed_team(committed_stage: Stage) -> Team:
    return Team(committed_stage)
