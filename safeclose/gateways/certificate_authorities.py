"""Whose certificates are believed when this service calls another."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Read once: it takes longer than all else about a client."""
    return httpx.create_ssl_context()
