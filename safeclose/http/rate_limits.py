"""Limits per minute, by client address and by signing link, counted by django-ratelimit."""

from typing import Any

from django.http import HttpRequest
from django_ratelimit.core import get_usage
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from safeclose.gateways.redis_error import redis_error
from safeclose.http import client_address
from safeclose.refusals import Unavailable
from safeclose.secrets import link_tokens


def seconds_over(request: HttpRequest | Request, group: str, most: int, key: str) -> int:
    """Counts one more for the key in the group; returns 0 up to `most` a minute, else the seconds to wait.

    Raises Unavailable where counting can't be done.
    """
    try:
        usage: dict[str, Any] = get_usage(
            request, group=group, key=lambda _group, _request: key, rate=f"{most}/m", increment=True
        )
    except redis_error() as error:
        raise Unavailable("Requests can't be counted now; try again.") from error
    return max(usage["time_left"], 1) if usage["should_limit"] else 0


class PerMinute(BaseThrottle):
    """DRF's hook, django-ratelimit's counters. A view says `limits = {"GET": ("sign", 60)}`: a name and a number.

    Where the route has a `token`, the same number also holds for that link, from whatever address.
    """

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Counts this request for all its limits. Raises Unavailable if it can't be counted."""
        method = "GET" if request.method == "HEAD" else request.method  # HEAD does the same work
        name, most = getattr(view, "limits", {}).get(method, ("", 0))
        if not most:
            return True
        keys = [f"ip:{client_address.network(request)}"]
        if token := view.kwargs.get("token"):
            keys.append(f"link:{link_tokens.hashed(token)}")
        # All limits are counted, also after one is exceeded.
        within = [self._within(request, f"{name}:{method}", most, key) for key in keys]
        return all(within)

    def _within(self, request: Request, group: str, most: int, key: str) -> bool:
        seconds = seconds_over(request, group, most, key)
        self.seconds = max(self.seconds, seconds)
        return not seconds

    def wait(self) -> float:
        """Seconds until the next try can succeed, for Retry-After."""
        return self.seconds
