"""A pytest plugin: only the test functions named in a file, in its order, and none after the time is up.

Give `-p tests.mutants.selection`; MUTANTS_TESTS names the file, MUTANTS_LIMIT the seconds.
"""

import os
import time
from pathlib import Path

import pytest

TESTS, LIMIT = "MUTANTS_TESTS", "MUTANTS_LIMIT"
TIME_IS_UP = "The time for this break is up."


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Selection(), "mutants-selection")


class Selection:
    """Each function's cases follow one another; the clock starts with the first."""

    def __init__(self) -> None:
        names = Path(os.environ[TESTS]).read_text().splitlines()
        self.order = {name: number for number, name in enumerate(names)}
        self.limit = float(os.environ[LIMIT])
        self.end = 0.0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if self._function(item) in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[self._function(item)])

    def pytest_runtestloop(self) -> None:
        self.end = time.monotonic() + self.limit

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        if time.monotonic() > self.end:
            item.session.shouldstop = TIME_IS_UP
        return (yield)

    @staticmethod
    def _function(item: pytest.Item) -> str:
        return item.nodeid.partition("[")[0]
