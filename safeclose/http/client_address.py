"""The caller's IP address, which the caller can't choose."""

import re
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Some proxies add the port, with brackets around IPv6.
WITH_PORT = re.compile(r"\[(?P<v6>[0-9A-Fa-f:.]+)\](:\d+)?|(?P<v4>[0-9.]+):\d+")


def of(request: HttpRequest) -> str:
    """The client's IP address: the peer's, or, behind `TRUSTED_PROXY_COUNT` = n proxies, the n-th from the right
    of X-Forwarded-For. The entries further left come from the caller and are ignored.

    The peer's address, if the header has no address at that place.
    """
    peer = request.META.get("REMOTE_ADDR") or "0.0.0.0"
    count: int = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if count < 1 or len(hops) < count:
        return _normal(peer) or "0.0.0.0"
    return _normal(hops[-count]) or _normal(peer) or "0.0.0.0"


def network(request: HttpRequest) -> str:
    """What rate limits count by: the address, or for IPv6 its /64, since one customer has all addresses in it."""
    address = ip_address(of(request))
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))


def _normal(text: str) -> str | None:
    """The normal form of an address; an IPv4 address mapped into IPv6 becomes the IPv4 address."""
    bare = WITH_PORT.fullmatch(text)
    try:
        address = ip_address((bare["v6"] or bare["v4"]) if bare else text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
