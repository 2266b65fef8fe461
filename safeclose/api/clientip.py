"""Who is calling: an address that the caller can't choose."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest) -> str:
    """The client's IP address: the peer's, or, behind `TRUSTED_PROXY_COUNT` = n proxies, the n-th from the right
    of X-Forwarded-For. What stands further left is the caller's own claim.

    The peer's address, where the header is shorter than that or holds no address there.
    """
    peer = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104
    count: int = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if count < 1 or len(hops) < count:
        return _normal(peer) or "0.0.0.0"  # noqa: S104
    return _normal(hops[-count]) or _normal(peer) or "0.0.0.0"  # noqa: S104


def _normal(text: str) -> str | None:
    """One spelling of an address; an IPv4 address mapped into IPv6 is the IPv4 address."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
