"""Limits per minute, by client address and by signing link (django-ratelimit counts)."""

from typing import Any

from django_ratelimit.core import get_usage
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from safeclose import capabilities
from safeclose.api import clientip


class PerMinute(BaseThrottle):
    """DRF's hook, django-ratelimit's counters. A view says `limits = {"GET": ("sign", 60)}`: a name and a number.

    Where the route has a `token`, the same number also holds for that link, from whatever address.
    """

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this request against every limit that holds for it."""
        name, most = getattr(view, "limits", {}).get(request.method, ("", 0))
        if not most:
            return True
        keys = [f"ip:{clientip.of(request)}"]
        if token := view.kwargs.get("token"):
            keys.append(f"link:{capabilities.hashed(token)}")
        within = [self._within(request, name, most, key) for key in keys]  # each is counted, whatever the others say
        return all(within)

    def _within(self, request: Request, name: str, most: int, key: str) -> bool:
        usage: dict[str, Any] = get_usage(
            request,
            group=f"{name}:{request.method}",
            key=lambda _group, _request: key,
            rate=f"{most}/m",
            increment=True,
        )
        if usage["should_limit"]:
            self.seconds = max(self.seconds, usage["time_left"], 1)
        return not usage["should_limit"]

    def wait(self) -> float:
        """Seconds until the next try can succeed, for Retry-After."""
        return self.seconds
