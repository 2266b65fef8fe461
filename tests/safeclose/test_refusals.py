"""The closed list of codes, in the code and in docs/api.md; and the sentences, wherever they are written."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from safeclose.http import errors
from safeclose.http.body_limits import TooLarge
from safeclose.refusals import Code, Gone, Refusal, Unknown
from tests.environment import ROOT

DOCUMENTED = dict(
    re.findall(r"^\| `(\w+)` \| (\d{3}) \| \w.*\|$", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
)
SOURCES = [
    path
    for app in ("safeclose", "workspace", "documents", "signing", "clickwrap")
    if apps.is_installed(app)
    for path in sorted((ROOT / app).rglob("*.py"))
]


def test_the_documented_codes_are_those_of_the_code() -> None:
    assert set(DOCUMENTED) == set(Code)


def test_each_has_the_status_that_is_documented() -> None:
    found = {str(code): str(status) for status, (code, _) in errors.BY_STATUS.items()}
    assert found == {code: status for code, status in DOCUMENTED.items() if code in found}
    by_kind = {str(kind.code): str(status) for kind, status in errors.STATUS.items() if kind is not Gone}
    assert by_kind.items() <= DOCUMENTED.items()
    assert TooLarge.status_code == int(DOCUMENTED["too_large"])


def refusals_of(path: Path) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS
    ]


KINDS = {kind.__name__: status for kind, status in errors.STATUS.items()}
CALLS = [(path, call) for path in SOURCES for call in refusals_of(path)]


@pytest.mark.parametrize(("path", "call"), CALLS, ids=[f"{path.stem}-{call.lineno}" for path, call in CALLS])
def test_a_code_is_only_given_with_its_status(path: Path, call: ast.Call) -> None:
    for keyword in call.keywords:
        if keyword.arg == "code" and isinstance(keyword.value, ast.Attribute):
            assert DOCUMENTED[Code[keyword.value.attr]] == str(KINDS[call.func.id])


@pytest.mark.parametrize(("path", "call"), CALLS, ids=[f"{path.stem}-{call.lineno}" for path, call in CALLS])
def test_a_sentence_ends_in_a_full_stop(path: Path, call: ast.Call) -> None:
    for argument in call.args[:1]:
        last = argument.values[-1] if isinstance(argument, ast.JoinedStr) else argument
        if isinstance(last, ast.Constant) and isinstance(last.value, str):
            assert last.value.endswith(".")


def test_a_refusal_carries_its_words() -> None:
    refusal = Refusal.__subclasses__()[0]("No.", code=Code.FORBIDDEN, issues=[1])
    assert (refusal.sentence, refusal.reason, refusal.details, str(refusal)) == (
        "No.",
        Code.FORBIDDEN,
        {"issues": [1]},
        "No.",
    )
    assert (Unknown().sentence, Unknown().reason) == ("Not found.", Code.NOT_FOUND)


def test_every_kind_has_a_status() -> None:
    assert set(errors.STATUS) == set(Refusal.__subclasses__())
