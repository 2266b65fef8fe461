"""Requests to addresses that customers name, so that none of them reaches what only this machine can reach.

The name is resolved once; every address that it has must be global; the connection goes to one of these, and to
nothing else, while certificate and Host stay those of the name. No redirects, no proxies.
"""

import asyncio
import re
import ssl
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import Self

import httpcore
import httpx
from django.conf import settings

from safeclose.gateways import ip_addresses, name_resolution
from safeclose.records.transactions import assert_no_transaction

PATIENCE = 10.0  # seconds for the whole exchange: name, connection, request, and the answer to its last byte
LARGEST = 64 * 1024  # bytes of an answer
LONGEST_URL = 2000  # characters
MOST = 4  # addresses of one name that are tried
AUTHORITY = re.compile(r"[A-Za-z]+://([^/?#]*)")
STRANGE = frozenset("\\\x7f") | {chr(code) for code in range(33)}  # parsers disagree about them
USER_AGENT = "Safeclose-Webhooks/1"
IN_A_PROCESS = threading.BoundedSemaphore(3)  # exchanges at once: a worker has four places, and one stays free


class Fault(Exception):
    """There was no answer; the text is a sentence for a person. Another try may succeed."""


class Forbidden(Fault):
    """The address is not one that webhooks may go to."""


class Busy(Exception):
    """As many exchanges as this process may have at once are under way."""


def refusal(url: str) -> str | None:
    """Why webhooks can't go to this URL, as a sentence; None where its form allows it. Nothing is asked of anyone."""
    try:
        _checked(url)
    except Forbidden as forbidden:
        return str(forbidden)
    return None


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer, whatever it is. Raises Forbidden, Fault, or Busy at once."""
    assert_no_transaction()
    if not IN_A_PROCESS.acquire(blocking=False):
        raise Busy
    try:
        return asyncio.run(_within(url, body, headers))
    finally:
        IN_A_PROCESS.release()


async def _within(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    try:
        async with asyncio.timeout(PATIENCE):
            return await _exchanged(_checked(url), body, headers)
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise Fault(f"The receiver took longer than {PATIENCE:.0f} seconds.") from error
    except name_resolution.Unresolved as error:
        raise Fault("The name of the receiver's host can't be resolved.") from error
    except (httpcore.ConnectError, ssl.SSLError) as error:
        raise Fault(f"The receiver can't be reached ({_reason(error)}).") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Fault(f"The receiver did not answer as it should ({type(error).__name__}).") from error


async def _exchanged(url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> int:
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await name_resolution.addresses_of(url.raw_host.decode("ascii"), port)
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(ip_addresses.is_global, found)):
        raise Forbidden("The host has an address that is not on the public internet.")
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path)
    async with (
        _Pinned(found[:MOST]) as network,
        httpcore.AsyncConnectionPool(ssl_context=_trust(), network_backend=network) as pool,
        pool.stream("POST", target, headers=_all_headers(url, body, headers), content=body) as answer,
    ):
        size = 0
        async for part in answer.aiter_stream():
            size += len(part)
            if size > LARGEST:
                raise Fault(f"The receiver's answer is longer than {LARGEST // 1024} KiB.")
        return answer.status


def _all_headers(url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    own = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    return [*own.items(), *headers.items()]


def _checked(text: str) -> httpx.URL:
    """A URL of a form that webhooks may go to; raises Forbidden."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Forbidden("The address is no URL.") from error
    open_network = settings.WEBHOOK_ALLOW_PRIVATE
    if url.scheme != "https" and not (open_network and url.scheme == "http"):
        raise Forbidden("The address must begin with https://.")
    authority = AUTHORITY.match(text)
    if not authority or not url.raw_host or len(text) > LONGEST_URL or not STRANGE.isdisjoint(text):
        raise Forbidden("The address is no URL.")
    if "@" in authority[1] or "#" in text:
        raise Forbidden("The address must have no user name, password or fragment.")
    if not open_network and not (url.port in (None, 443) or 1024 <= (url.port or 0) <= 65535):
        raise Forbidden("The port must be 443, or 1024 or above.")
    number = ip_addresses.literal(url.raw_host.decode("ascii"))
    if number and not open_network and not ip_addresses.is_global(number):
        raise Forbidden("The host has an address that is not on the public internet.")
    return url


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _reason(error: Exception) -> str:
    """OpenSSL's words where the certificate is at fault, the kind of error elsewhere."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"certificate: {cause.verify_message}".rstrip(".")
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the addresses that were checked, whatever name it is asked for.

    Leaving it closes what it opened: httpcore lets go of a connection whose TLS handshake is cut short by the time.
    """

    def __init__(self, found: Iterable[str]) -> None:
        self._found = list(found)
        self._network = httpcore.AnyIOBackend()
        self._open: list[httpcore.AsyncNetworkStream] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for stream in self._open:
            with suppress(httpcore.NetworkError, OSError):
                await stream.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the first that takes the connection."""
        *others, last = self._found
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._connected(address, port, PATIENCE / MOST)
        return await self._connected(last, port, PATIENCE)

    async def _connected(self, address: str, port: int, patience: float) -> httpcore.AsyncNetworkStream:
        stream = await self._network.connect_tcp(address, port, timeout=patience)
        self._open.append(stream)
        return stream
