"""Which test functions execute which line, and how long each takes."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import coverage

from tests.mutants import sampling
from tests.mutants.breaking import APPS, Place

# Tests that start other processes: what those execute is not seen from here, and they take long.
ELSEWHERE = (
    "tests/backoffice/test_browser.py", "tests/clickwrap/pages", "tests/conformance", "tests/guide",
    "tests/safeclose/docs_page", "tests/signing/evidence/test_restart.py", "tests/signing/pages",
    "tests/signing/verify_page", "tests/soak", "tests/clients",
)  # fmt: skip

AT_A_TIME = 8  # tests of a file, before those of the next: what a file shares is then not made for each of them


@dataclass(frozen=True)
class Covered:
    """Test functions by file of the code and line, and seconds by test function."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]

    def tests_of(self, place: Place) -> list[str]:
        """The functions that execute a line of the place: nearest first, and of each file the cheapest at a time.

        A line that is executed while a test is set up may be what the file's other tests stand on, so those are in it.
        """
        lines = self.lines.get(place.break_.path, {})
        found = {test for line in place.lines for test in lines.get(line, ())}
        ranks: dict[str, int] = defaultdict(int)
        ordered = []
        for test in sorted(found, key=self._seconds):
            file = test.partition("::")[0]
            ordered.append(
                (_distance(file, place.break_.path), ranks[file] // AT_A_TIME, file, self._seconds(test), test)
            )
            ranks[file] += 1
        return [test for *_, test in sorted(ordered)]

    def _seconds(self, test: str) -> float:
        return self.seconds.get(test, 0)


def _distance(test: str, path: str) -> int:
    """How many folders the test's path and the code's have not in common."""
    own, other = test.split("/")[1:-1], path.split("/")[:-1]
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(own, other, strict=False)))
    return len(own) + len(other) - 2 * common


def record(root: Path, folder: Path, *arguments: str) -> None:
    """Run the tests of `root`, and keep in `folder` what they cover."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.ini").write_text(
        f"[run]\nsource = {','.join(APPS)}\nomit = */migrations/*\ndata_file = {folder / 'coverage'}\n"
    )
    ignored = [f"--ignore={path}" for path in ELSEWHERE if (root / path).exists()]
    subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "tests.mutants.sampling", "--cov", "--cov-context=test",
            f"--cov-config={folder / 'settings.ini'}", "--cov-report=", *ignored, *arguments,
        ],
        cwd=root, check=True, env={**os.environ, sampling.VARIABLE: str(folder / "seconds.json"), "ROWS_ANEW": "1"},
    )  # fmt: skip


def load(root: Path, folder: Path) -> Covered:
    """The lines and seconds that `record` wrote into `folder`, with the paths of `root`."""
    data = coverage.CoverageData(str(folder / "coverage"))
    data.read()
    lines: dict[str, dict[int, set[str]]] = {}
    seconds: dict[str, float] = defaultdict(float)
    for test, took in json.loads((folder / "seconds.json").read_text()).items():
        seconds[_function(test)] = max(seconds[_function(test)], took)
    by_file: dict[str, set[str]] = defaultdict(set)
    for test in seconds:
        by_file[test.partition("::")[0]].add(test)
    for path in data.measured_files():
        found = lines[Path(path).relative_to(root).as_posix()] = {}
        for line, contexts in data.contexts_by_lineno(path).items():
            found[line] = set()
            for context in filter(None, contexts):
                test, _, phase = context.rpartition("|")
                found[line] |= by_file[test.partition("::")[0]] if phase == "setup" else {_function(test)}
    return Covered(lines, seconds)


def _function(test: str) -> str:
    return test.partition("[")[0]
