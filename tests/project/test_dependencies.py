"""Which packages the code imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.environment import ROOT

OWN = {"safeclose", "workspace", "documents", "signing", "clickwrap", "tests", "manage"}
# Modules of packages that are declared as an extra of another package.
BY_EXTRA = {
    "boto3": "django-storages[s3]",
    "botocore": "django-storages[s3]",
    "email_validator": "pydantic[email]",
    "psycopg_pool": "psycopg[binary,pool]",
}
# One is run with PDF libraries that it installs for itself, the other with a client that a test generates.
NOT_OF_THE_TESTS = {ROOT / "tests/documents/intake/corpus/make.py", ROOT / "tests/clients/python_client.py"}


def imported(path: Path) -> Iterator[str]:
    """The first words of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def undeclared(paths: Iterator[Path], requirements: list[str]) -> dict[str, str]:
    """Each imported module that no requirement brings, with a file that imports it."""
    names = {_normal(name) for line in requirements for name in re.findall(r"^[\w.-]+", line)}
    by_module = packages_distributions()
    missing = {}
    for path in paths:
        for module in set(imported(path)) - OWN - sys.stdlib_module_names:
            is_extra = any(line.startswith(BY_EXTRA.get(module, "no extra")) for line in requirements)
            if not is_extra and names.isdisjoint(map(_normal, by_module.get(module, []))):
                missing[module] = str(path.relative_to(ROOT))
    return missing


def declared(*groups: str) -> list[str]:
    """The requirements of the project with all its extras, and of these dependency groups."""
    everything = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [
        everything["project"]["dependencies"],
        *everything["project"]["optional-dependencies"].values(),
        *(everything["dependency-groups"][group] for group in groups),
    ]
    return [line for lines in lists for line in lines]


def test_every_import_of_the_code_is_declared() -> None:
    code = files("safeclose", "workspace", "documents", "signing", "clickwrap")
    assert undeclared(code, declared()) == {}


def test_every_import_of_the_tests_is_declared() -> None:
    tests = (path for path in files("tests") if path not in NOT_OF_THE_TESTS)
    assert undeclared(tests, declared("dev")) == {}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
