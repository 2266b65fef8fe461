"""Whose certificates are believed when this service calls another.

They are read once: that takes longer than everything else about a client.
"""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The public authorities, or those that SSL_CERT_FILE or SSL_CERT_DIR name."""
    return httpx.create_ssl_context()


@cache
def public() -> ssl.SSLContext:
    """The public authorities, whatever the environment names."""
    return httpx.create_ssl_context(trust_env=False)
