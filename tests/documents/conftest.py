"""Documents that are typeset once for the same data, where a test is not about what is typeset."""

import pytest

from documents.packs import pack
from tests.typesetting import typeset_once


@pytest.fixture
def equal_documents_typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "typeset", typeset_once)
