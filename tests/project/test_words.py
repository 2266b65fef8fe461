"""Vague names and picture words stay out of code and docs."""

import ast
import re
from pathlib import Path

import pytest

from tests.environment import ROOT

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
# They do not say what they hold, or in which unit.
VAGUE_CONSTANTS = {
    "CAP", "DEEPEST", "KEEP", "LARGEST", "LONGEST", "MOST", "OLDEST", "PATIENCE", "ROOM", "SHORTEST", "SMALLEST",
    "SOON",
}  # fmt: skip
VAGUE_MODULES = {
    "alone", "apart", "common", "core", "heads", "helpers", "looking", "making", "managers", "news", "recognition",
    "services", "standing", "utils",
}  # fmt: skip
# Folders named for what managers of packages are, which is a word of the field.
FIELD_WORDS = {"signing/packages/managers"}
PICTURES = re.compile(
    r"leav(es|ing) the house|the house's|the house is|opens? (a|one) door|on the wall\b|paper that holds up|"
    r"a program of a few pages",
    re.IGNORECASE,
)
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "pyproject.toml"])


def constants(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_constants_say_what_they_hold() -> None:
    assert {named(path): vague for path in SOURCES if (vague := constants(path) & VAGUE_CONSTANTS)} == {}


def test_modules_and_folders_say_what_they_hold() -> None:
    paths = {path.with_suffix("") for path in SOURCES} | {path.parent for path in SOURCES}
    vague = {named(path) for path in paths if path.name in VAGUE_MODULES}
    assert vague - FIELD_WORDS == set()


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_docs_have_no_picture_words(path: Path) -> None:
    assert [line for line in path.read_text().splitlines() if PICTURES.search(line)] == []


def test_code_has_no_picture_words() -> None:
    assert {named(path): found[0] for path in SOURCES if (found := PICTURES.search(path.read_text()))} == {}
