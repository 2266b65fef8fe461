"""What is the same in every answer."""

from typing import Any

SAME_IN_ALL = {
    "Content-Type": "application/json",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def headers(response: Any) -> dict[str, str]:
    """The headers of an answer that differ from those that all have; the request's id and the length are checked."""
    found = dict(response.headers)
    assert found.pop("X-Request-Id")
    length = found.pop("Content-Length", None)
    assert length in (None, str(len(response.content))) or not response.content  # HEAD tells what GET would have
    assert {name: found.pop(name, None) for name in SAME_IN_ALL} == SAME_IN_ALL
    return found
