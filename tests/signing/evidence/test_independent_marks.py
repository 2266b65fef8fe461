"""The second implementation of marks (`independent_marks`) comes to the same results, from docs/evidence.md alone.

About attacks it is asked in `test_mark_attacks`, beside the verifier.
"""

import ast
import json
from pathlib import Path

import pytest

from tests.evidence_examples import sealed_example
from tests.mark_examples import marked_example
from tests.safeclose.marks.test_placed import RULES
from tests.signing.evidence import independent_marks
from tests.signing.evidence.test_mark_attacks import forged, package, retold


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(Path(independent_marks.__file__).read_text())
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert names == {"datetime", "hashlib", "json", "re", "zlib", "zoneinfo"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_it_agrees_about_genuine_files() -> None:
    assert independent_marks.fault(marked_example()) is None
    assert independent_marks.fault(sealed_example()) is None
    presented, bundle = package()
    for each in presented:
        assert independent_marks.fault(forged(presented=each, bundle=bundle)) is None


@pytest.mark.parametrize("name", RULES.keys() - {"sent twice", "put in a document that was not sent"})
def test_it_finds_each_rule_broken(name: str) -> None:
    change, _ = RULES[name]
    content = json.loads(retold(change))
    with pytest.raises((independent_marks.Broken, KeyError)):
        independent_marks.rules(content)
