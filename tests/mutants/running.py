"""Makes a break in a copy of the code, runs the tests that execute its lines, and says what came of it."""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import selection
from tests.mutants.breaking import Break, GoneError, broken, place_of
from tests.mutants.covering import Covered

CAUGHT, MISSED, HUNG, UNCOVERED, GONE = "caught", "missed", "hung", "uncovered", "gone"
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
NOTHING_RAN = 5  # exit code of pytest
START_SECONDS = 120  # for starting Python, the database and the first fixtures, on a busy machine


@dataclass(frozen=True)
class Result:
    """What came of a break, and the test that noticed it.

    `hung`: a test did not end; `uncovered`: no test executes it; `gone`: the code has no such text any more.
    """

    break_: Break
    outcome: str
    test: str = ""


class Copy:
    """A copy of a checkout, with a database server of its own, in which breaks are made."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder / "code"
        shutil.rmtree(folder, ignore_errors=True)
        left_out = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")
        shutil.copytree(root, self.folder, ignore=left_out, symlinks=True)
        (self.folder / ".venv").symlink_to((root / ".venv").resolve())
        (folder / "tmp").mkdir()
        self.environment = {
            **os.environ, "SAFECLOSE_TEST_VAR": str(folder / "var"), "TMPDIR": str(folder / "tmp"), "CI": "true",
        }  # fmt: skip

    def result(self, break_: Break, covered: Covered, *, limit: float) -> Result:
        """Make the break, run its tests for at most `limit` seconds or to the first failure, and take it back."""
        try:
            place = place_of(break_, self.root)
        except GoneError:
            return Result(break_, GONE)
        if not (tests := covered.tests_of(place)):
            return Result(break_, UNCOVERED)
        path = self.folder / place.break_.path
        source = path.read_text()
        try:
            self._write(path, broken(source, place))
            ast.parse(path.read_text())
            return self._tried(break_, self._few(tests, covered, limit), limit)
        finally:
            self._write(path, source)

    @staticmethod
    def _few(tests: list[str], covered: Covered, limit: float) -> list[str]:
        """As many as can be run within the limit."""
        few, taken = [], 0.0
        for test in tests:
            if taken > limit:
                break
            few.append(test)
            taken += covered.seconds.get(test, 0)
        return few

    def _tried(self, break_: Break, tests: list[str], limit: float) -> Result:
        names = self.folder.parent / "tests.txt"
        names.write_text("\n".join(tests))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "tests.mutants.selection", "--tb=no",
             "-p", "no:cacheprovider", *files],
            cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={**self.environment, selection.TESTS: str(names), selection.LIMIT: str(limit)},
        )  # fmt: skip
        try:
            out, _ = process.communicate(timeout=START_SECONDS + 2 * limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Result(break_, HUNG)
        if process.returncode == 0 or (selection.TIME_IS_UP in out and not FAILED.search(out)):
            return Result(break_, MISSED)
        if process.returncode == NOTHING_RAN:
            return Result(break_, UNCOVERED)
        found = FAILED.search(out)
        return Result(break_, CAUGHT, found[1] if found else out.strip().rpartition("\n")[2][:200])

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.write_text(text)
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):  # known by second and size alone
            compiled.unlink()
