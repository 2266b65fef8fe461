"""Which programs the tests start."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT

# The module that asks; and what is run by hand, and says itself what it lacks.
OTHERWISE = (
    "tests/programs.py",
    "tests/benchmarks/",
    "tests/clients/lint.py",
    "tests/documents/intake/corpus/make.py",
    "tests/soak/",
    "tests/upgrades/dump.py",
    "tests/upgrades/lint.py",
)


def test_programs_that_are_not_python_are_started_by_the_module_that_asks_for_them() -> None:
    sources = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "tests").rglob("*.py"))}
    read = [path for name, path in sources.items() if not name.startswith(OTHERWISE)]
    assert len(read) > 200
    assert [found for path in read for found in _started_otherwise(path)] == []


NEEDING = """
import pytest
from tests.programs import need

@pytest.fixture(scope="module")
def browser():
    need("no-such-browser")

def test_one(browser): ...
def test_other(browser): ...
def test_third(): need("no-such-browser")
def test_fourth(): need("no-such-server")
def test_fifth(): pytest.skip("for another reason")
"""


def test_the_summary_has_one_line_for_each_program_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "test_needing.py").write_text(NEEDING)
    (tmp_path / "pytest.ini").touch()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-qrs", "-p", "tests.programs", "-p", "no:django", "-p", "no:randomly"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "REQUIRE_ALL": "0"}, capture_output=True, text=True,
    )  # fmt: skip
    told = [line.split(": ", 1) for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert sorted((place.split(" ")[1], reason) for place, reason in told) == [
        ("[1]", "for another reason"),
        ("[1]", "needs no-such-server (not there)"),
        ("[3]", "needs no-such-browser (not there)"),
    ]


def _started_otherwise(path: Path) -> Iterator[str]:
    """The commands in a file that begin neither with this Python nor with a script beside it."""
    tree = ast.parse(path.read_text())
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    values = {target.id: node.value for node in assigned for target in node.targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).startswith(("subprocess.", "os.system")):
            first = _first(node.args[0], values)
            if not first.startswith(("sys.executable", "Path(sys.executable)")):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {first}"


def _first(node: ast.expr, values: dict[str, ast.expr]) -> str:
    """The source of a command's first word, as far as names in the file say what it is."""
    if isinstance(node, ast.Starred):
        return _first(node.value, values)
    if isinstance(node, ast.List | ast.Tuple):
        return _first(node.elts[0], values)
    if isinstance(node, ast.Name) and node.id in values:
        return _first(values[node.id], {name: value for name, value in values.items() if name != node.id})
    return ast.unparse(node)
