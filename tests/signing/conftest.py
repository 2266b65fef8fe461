"""Documents are typeset, and uploads prepared for signature, for real, but once: here they are only what is signed."""

import pytest

from tests.once import make_once


@pytest.fixture(autouse=True)
def _made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_once(monkeypatch)
