"""manage.py write_diagrams."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from documents.paper.lifecycle import DOCUMENT
from safeclose.management.commands.write_diagrams import lifecycles, page
from signing.ceremony.lifecycle import SIGNER
from signing.envelopes.lifecycle import ENVELOPE


def test_every_lifecycle_is_found() -> None:
    found = list(lifecycles())
    assert [one in found for one in (DOCUMENT, ENVELOPE, SIGNER)] == [True, True, True]
    assert len({one.noun for one in found}) == len(found)


def test_the_page_has_every_transition() -> None:
    text = page(lifecycles())
    for one in lifecycles():
        assert f"## The {one.noun}\n" in text
        for (state, verb), following in one.transitions.items():
            assert f"    {state} --> {following}: {verb}\n" in text
    assert text.count("```mermaid\n") == text.count("stateDiagram-v2\n") == len(list(lifecycles()))


def test_the_page_in_docs_is_current() -> None:
    call_command("write_diagrams", check=True)


def test_the_command_writes_the_page_that_it_checks(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="is not current"):
        call_command("write_diagrams", check=True)
    call_command("write_diagrams")
    call_command("write_diagrams", check=True)
    file = tmp_path / "docs" / "lifecycles.md"
    file.write_text(file.read_text().replace("opened", "seen"))
    with pytest.raises(CommandError, match=r"run manage\.py write_diagrams"):
        call_command("write_diagrams", "--check")
    assert "seen" in file.read_text()
