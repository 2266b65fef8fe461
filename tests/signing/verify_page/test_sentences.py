"""Every sentence that the verifier can say has French words on the page."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import safeclose
from tests.reports import french

KERNEL = Path(safeclose.__file__).parent
STATIC = KERNEL.parent / "signing" / "static" / "signing"
SPEAKING = [
    *sorted((KERNEL / "verify").glob("*.py")),
    *sorted((KERNEL / "proof").glob("*.py")),
    *sorted((KERNEL / "marks").glob("*.py")),
    KERNEL.parent / "signing" / "evidence" / "known_files.py",
]
CALLS = [
    node for path in SPEAKING for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
]  # fmt: skip
OF_LIBRARIES = {"warning", "status", "error"}  # English, in French left out
UNNEEDED = OF_LIBRARIES | {"kind", "formats"}


def templates() -> set[str]:
    said = [call for call in CALLS if isinstance(call.func, ast.Name) and call.func.id == "sentence"]
    found = [call.args[0] for call in said]
    assert all(isinstance(each, ast.Constant) for each in found), "a template is written out"
    return {each.value for each in found if isinstance(each, ast.Constant)}  # type: ignore[misc]


def values(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_each_sentence_has_french_and_no_words_are_left_over() -> None:
    assert len(templates()) > 150
    assert french().keys() == templates()


@pytest.mark.parametrize(("english", "said"), french().items())
def test_the_french_sentence_has_the_values_of_the_english_one(english: str, said: str) -> None:
    assert values(said) <= values(english)
    assert values(english) - values(said) <= UNNEEDED
    assert not values(said) & OF_LIBRARIES
    assert said != english


def test_faults_are_sentences() -> None:
    errors = [call for call in CALLS if ast.unparse(call.func) in ("CheckError", "UnvouchedError", "MarksError")]
    assert len(errors) > 50
    for call in errors:
        assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), ast.unparse(call)


def test_each_check_has_a_title_in_both_languages() -> None:
    named = [call for call in CALLS if ast.unparse(call.func) in ("findings.check", "findings.note", "Check")]
    names = {ast.unparse(call.args[0]).strip("f'\"").removeprefix("{prefix}") for call in named}
    names -= {"name", "given events", "each['name']"}
    assert len(names) > 15
    words = (STATIC / "verify-words.js").read_text()
    for name in names:
        assert len(re.findall(rf'"check\.{name}":', words)) == 2, name


def test_templates_are_no_keys_of_other_words() -> None:
    keys = {
        key
        for path in (STATIC / "verify-words.js", KERNEL / "pages" / "static" / "pages" / "words.js")
        for key in re.findall(r'^ +"?([\w. ]+)"?: "', path.read_text(), re.M)
    }
    assert "genuine" in keys
    assert not keys & templates()
