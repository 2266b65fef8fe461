"""Documents are typeset for real, once for the same data: here they are only what is signed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from documents.packs import pack
from documents.rendering.typesetting import Typeset, typeset

_made: dict[tuple[Path, bytes], Typeset] = {}


def _once(template: Path, data: Mapping[str, Any], *, at: datetime) -> Typeset:
    key = (template, orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    if key not in _made:
        _made[key] = typeset(template, data, at=at)
    return _made[key]


@pytest.fixture(autouse=True)
def _typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "typeset", _once)
