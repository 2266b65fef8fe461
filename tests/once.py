"""Documents typeset, and PDFs prepared for signature, for real, but once: for tests in which they are only what is
filed or signed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from documents.intake import presenting
from documents.packs.toolkit import pack
from documents.rendering.typesetting import Typeset, typeset
from safeclose.child_processes.confined import Outcome, UnfitError, Work, confined

_made: dict[tuple[Path, bytes], Typeset] = {}
_prepared: dict[bytes, Outcome | UnfitError] = {}


def make_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, in one test."""
    monkeypatch.setattr(pack, "typeset", typeset_once)
    monkeypatch.setattr(presenting, "confined", prepare_once)


def typeset_once(template: Path, data: Mapping[str, Any], *, at: datetime) -> Typeset:
    """As `typeset`; the day that the first of several equal documents says it was made stands in all of them."""
    key = (template, orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    if key not in _made:
        _made[key] = typeset(template, data, at=at)
    return _made[key]


def prepare_once(work: Work, content: bytes) -> Outcome:
    """As `confined`, for the one function of documents.intake.presenting."""
    assert work is presenting.prepare
    if content not in _prepared:
        try:
            _prepared[content] = confined(work, content)
        except UnfitError as unfit:
            _prepared[content] = unfit
    found = _prepared[content]
    if isinstance(found, UnfitError):
        raise UnfitError(*found.args)
    return found
