"""What the views of envelopes and of packages answer from a trail: its events, its files."""

from typing import Any

from rest_framework.request import Request

from safeclose.http.pagination import listed, page
from signing.evidence import trail
from signing.evidence.models import Trail


def trail_answer(found: Trail, request: Request) -> dict[str, Any]:
    """The body of a trail: all events, unless `limit` or `cursor` ask for some of them."""
    events, cursor = page(found.events.all(), request, order=["seq"], whole=True)
    return {**listed("events", trail.exported(found, events), cursor), "head": found.head}
