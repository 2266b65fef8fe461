"""Requests to addresses that customers name, so that none reaches a network that only this machine can reach.

The name is resolved once, and every address that it has must be global. The connection goes to one of these
addresses; the certificate and the Host header are those of the name. No redirects, no proxies.
"""

import re
import threading
from collections.abc import Mapping

import httpx
from django.conf import settings

from safeclose.gateways import certificate_authorities, http_client, ip_addresses
from safeclose.gateways.http_client import Answer, Kind
from safeclose.records.transactions import assert_no_transaction

TIMEOUT_SECONDS = 10.0  # for the whole exchange
MAX_ANSWER_BYTES = 64 * 1024
MAX_URL_LENGTH = 2000  # characters
AUTHORITY = re.compile(r"[A-Za-z]+://([^/?#]*)")
REFUSED_CHARACTERS = frozenset("\\\x7f") | {chr(code) for code in range(33)}  # parsers disagree about them
LOOPBACK = "127.0.0.1"  # what names under localhost mean (RFC 6761, 6.3)
NOT_PUBLIC = "The host has an address that is not on the public internet."
USER_AGENT = "Safeclose-Webhooks/1"
FREE_PLACES = threading.BoundedSemaphore(3)  # for exchanges of this process: a worker has four threads, one stays free


class Fault(Exception):
    """There was no answer, and another try may succeed. The text is a sentence for a person."""


class Forbidden(Fault):
    """Webhooks may not go to this address."""


class Busy(Exception):
    """This process already has as many exchanges under way as it may have at once."""


def refusal(url: str) -> str | None:
    """A sentence that says why webhooks can't go to this URL; None where they can. No network is used."""
    try:
        _checked(url)
    except Forbidden as forbidden:
        return str(forbidden)
    return None


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> int:
    """Sends a webhook and returns the status of the answer, whatever it is. Raises Forbidden, Fault or Busy."""
    assert_no_transaction()
    if not FREE_PLACES.acquire(blocking=False):
        raise Busy
    try:
        return _post(_checked(url), body, headers).status
    finally:
        FREE_PLACES.release()


def _post(url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
    # The names below are sent in place of httpx's own.
    client = http_client.Client(
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close"},
        authorities=certificate_authorities.public(),
        check_addresses=_require_global,
        environment_proxies=False,
    )
    try:
        with client:
            return client.exchange(
                "POST",
                str(url),
                headers={"Content-Type": "application/json", **headers},
                content=body,
                seconds=TIMEOUT_SECONDS,
                max_bytes=MAX_ANSWER_BYTES,
            )
    except http_client.Fault as fault:
        raise Fault(_sentence(fault)) from fault


def _sentence(fault: http_client.Fault) -> str:
    sentences = {
        Kind.TIMEOUT: f"The receiver took longer than {TIMEOUT_SECONDS:.0f} seconds.",
        Kind.UNRESOLVED: "The name of the receiver's host can't be resolved.",
        Kind.NO_CONNECTION: f"The receiver can't be reached ({fault.reason}).",
        Kind.TOO_LONG: f"The receiver's answer is longer than {MAX_ANSWER_BYTES // 1024} KiB.",
    }
    return sentences.get(fault.kind, f"The receiver did not answer as it should ({fault.reason}).")


def _require_global(addresses: list[str]) -> None:
    if not all(map(_is_allowed, addresses)):
        raise Forbidden(NOT_PUBLIC)


def _is_allowed(address: str) -> bool:
    """On the internet, or in a network that the operator has named for receivers inside."""
    if settings.WEBHOOK_ALLOW_PRIVATE or ip_addresses.is_global(address):
        return True
    return any(ip_addresses.is_within(address, network) for network in settings.WEBHOOK_ALLOWED_NETWORKS)


def _checked(text: str) -> httpx.URL:
    """The URL, if its form is one that webhooks may go to. Raises Forbidden."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Forbidden("The address is no URL.") from error
    open_network = settings.WEBHOOK_ALLOW_PRIVATE
    if url.scheme != "https" and not (open_network and url.scheme == "http"):
        raise Forbidden("The address must begin with https://.")
    authority = AUTHORITY.match(text)
    if not authority or not url.raw_host or len(text) > MAX_URL_LENGTH or not REFUSED_CHARACTERS.isdisjoint(text):
        raise Forbidden("The address is no URL.")
    if "@" in authority[1] or "#" in text:
        raise Forbidden("The address must have no user name, password or fragment.")
    if not open_network and not (url.port in (None, 443) or 1024 <= (url.port or 0) <= 65535):
        raise Forbidden("The port must be 443, or 1024 or above.")
    host = url.raw_host.decode("ascii").rstrip(".").lower()
    number = LOOPBACK if host == "localhost" or host.endswith(".localhost") else ip_addresses.literal(host)
    if number and not _is_allowed(number):
        raise Forbidden(NOT_PUBLIC)
    return url
