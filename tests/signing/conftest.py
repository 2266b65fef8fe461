"""Documents are typeset for real, once for the same data: here they are only what is signed."""

import pytest

from documents.packs import pack
from tests.typesetting import typeset_once


@pytest.fixture(autouse=True)
def _typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "typeset", typeset_once)
