"""A fixed day, and the sample of that day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from documents import packs
from documents.packs import Pack
from documents.rendering.typesetting import Typeset

TODAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def purchase() -> Pack:
    return packs.get("on/freehold-purchase")


@pytest.fixture
def sample(purchase: Pack) -> dict[str, Any]:
    return purchase.sample(TODAY)


@pytest.fixture(scope="session")
def document() -> Typeset:
    """The sample as a document."""
    pack = packs.get("on/freehold-purchase")
    canonical = pack.sample(TODAY)
    return pack.render(canonical, title=pack.default_title(canonical), at=AT)
