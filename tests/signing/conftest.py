"""Documents are typeset, and uploads looked through, for real, but once: here they are only what is signed."""

import pytest

from documents.packs import pack
from safeclose.confined import Outcome, UnfitError, Work, confined
from signing.packages import uploads
from tests.typesetting import typeset_once


@pytest.fixture(autouse=True)
def _typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "typeset", typeset_once)


_looked_through: dict[tuple[Work, bytes], Outcome | UnfitError] = {}


def _confined_once(work: Work, content: bytes) -> Outcome:
    if (work, content) not in _looked_through:
        try:
            _looked_through[work, content] = confined(work, content)
        except UnfitError as unfit:
            _looked_through[work, content] = unfit
    found = _looked_through[work, content]
    if isinstance(found, UnfitError):
        raise UnfitError(*found.args)
    return found


@pytest.fixture(autouse=True)
def _looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "confined", _confined_once)
