"""Which programs the tests start."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT

# The module that asks; and what is run by hand, and says itself what it lacks.
OTHERWISE = ("tests/programs.py", "tests/benchmarks/", "tests/documents/intake/corpus/make.py", "tests/soak/")


def test_programs_that_are_not_python_are_started_by_the_module_that_asks_for_them() -> None:
    sources = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "tests").rglob("*.py"))}
    read = [path for name, path in sources.items() if not name.startswith(OTHERWISE)]
    assert len(read) > 200
    assert [found for path in read for found in _started_otherwise(path)] == []


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
