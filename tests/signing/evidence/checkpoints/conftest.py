"""Trails, acceptances, and a time stamp authority."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.paper import Sent, sent
from tests.people import Caller
from tests.prepared import once
from tests.time_authority import TimeAuthority


@pytest.fixture(scope="session")
def running() -> Iterator[TimeAuthority]:
    with TimeAuthority() as authority:
        yield authority


@pytest.fixture
def authority(running: TimeAuthority, settings: Any, tmp_path: Path) -> Iterator[TimeAuthority]:
    """Time stamps, as the service is configured."""
    running.configure(settings, tmp_path)
    yield running
    running.faults.clear()


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Out for signature, and signed by one."""

    def made() -> Sent:
        out = sent(alice)
        out.links[0].reach("signed")
        return out

    return once("signed by one", made)
