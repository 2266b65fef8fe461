"""Documents typeset for real, once for the same data: for tests in which they are only what is filed or signed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from documents.rendering.typesetting import Typeset, typeset

_made: dict[tuple[Path, bytes], Typeset] = {}


def typeset_once(template: Path, data: Mapping[str, Any], *, at: datetime) -> Typeset:
    """As `typeset`; the day that the first of several equal documents says it was made stands in all of them."""
    key = (template, orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    if key not in _made:
        _made[key] = typeset(template, data, at=at)
    return _made[key]
