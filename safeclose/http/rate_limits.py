"""Limits per minute, by client address and by signing link, counted by django-ratelimit."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django_ratelimit.core import get_usage
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from safeclose.gateways.redis_error import redis_error
from safeclose.http import client_address
from safeclose.refusals import Unavailable
from safeclose.secrets import link_tokens


class Usage(NamedTuple):
    """Of one limit: requests that it allows in a minute, those that are left, and seconds until it begins anew.

    `left` is negative for a request too many.
    """

    most: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As answers tell it."""
        return {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.seconds),
        }


def counted(request: HttpRequest | Request, group: str, most: int, key: str) -> Usage:
    """Counts one more for the key in the group, of `most` a minute. Raises Unavailable where counting can't be done."""
    try:
        usage: dict[str, Any] = get_usage(
            request, group=group, key=lambda _group, _request: key, rate=f"{most}/m", increment=True
        )
    except redis_error() as error:
        raise Unavailable("Requests can't be counted now; try again.") from error
    left = min(most - usage["count"], -1) if usage["should_limit"] else most - usage["count"]
    return Usage(most, left, max(usage["time_left"], 1))


def seconds_over(request: HttpRequest | Request, group: str, most: int, key: str) -> int:
    """Counts one more for the key in the group; returns 0 up to `most` a minute, else the seconds to wait.

    Raises Unavailable where counting can't be done.
    """
    usage = counted(request, group, most, key)
    return usage.seconds if usage.left < 0 else 0


class PerMinute(BaseThrottle):
    """DRF's hook, django-ratelimit's counters. A view says `limits = {"GET": ("sign", 60)}`: a name and a number.

    Where the route has a `token`, the same number also holds for that link, from whatever address. `limit_usage` of
    the view is then that of the limit with the fewest requests left.
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
        usages = [counted(request, f"{name}:{method}", most, key) for key in keys]
        self.seconds = max((one.seconds for one in usages if one.left < 0), default=0)
        viewset: Any = view
        viewset.limit_usage = min(usages, key=lambda one: one.left)
        return not self.seconds

    def wait(self) -> float:
        """Seconds until the next try can succeed, for Retry-After."""
        return self.seconds
