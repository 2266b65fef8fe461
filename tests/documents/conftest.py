"""Documents that are made once for the same data, where a test is not about how they are made."""

import pytest

from tests.once import make_once


@pytest.fixture
def equal_documents_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_once(monkeypatch)
