"""A pytest plugin: of each test function at most three cases are run, and the seconds of each are kept.

For learning which function executes which line, three cases do. Give `-p tests.mutants.sampling`; the variable
MUTANTS_SECONDS names the file to which the seconds are written.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

VARIABLE = "MUTANTS_SECONDS"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Seconds(Path(os.environ[VARIABLE])))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    kept = {id(one) for found in cases.values() for one in (found[0], found[len(found) // 2], found[-1])}
    items[:] = [item for item in items if id(item) in kept]


class Seconds:
    """Adds up what set-up, call and teardown of each test took."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.found[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.found))
