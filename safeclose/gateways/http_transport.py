"""Connections for the HTTP client: every step ends at one deadline, and addresses can be checked before they are used.

Errors are those of httpcore, and Unresolved.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from safeclose.gateways import name_resolution

MAX_ADDRESSES = 4  # of one name that are tried
MAX_WRITE_BYTES = 16 * 1024  # at once: the socket's time limit starts anew for each piece
KEEP_ALIVE_SECONDS = 5.0

CheckAddresses = Callable[[list[str]], None]


class Transport(httpx.BaseTransport):
    """What httpx's client sends requests by. `deadline` (of time.monotonic) is set before each exchange."""

    def __init__(
        self, authorities: ssl.SSLContext, *, check_addresses: CheckAddresses | None, environment_proxies: bool
    ) -> None:
        self.deadline = float("-inf")
        self._authorities = authorities
        self._environment_proxies = environment_proxies
        self._network = _Network(self._seconds_left, check_addresses)
        self._pools: dict[str | None, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        proxy = _environment_proxy(request.url) if self._environment_proxies else None
        response = self._pool(proxy).handle_request(
            httpcore.Request(
                request.method,
                _core_url(request.url),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, proxy: str | None) -> httpcore.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = httpcore.ConnectionPool(
                ssl_context=self._authorities,
                proxy=_core_proxy(proxy) if proxy else None,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
                network_backend=self._network,
            )
        return self._pools[proxy]

    def _seconds_left(self) -> float:
        return self.deadline - time.monotonic()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Network(httpcore.NetworkBackend):
    """Resolves a name once, has all its addresses checked, and connects to these and nothing else."""

    def __init__(self, seconds_left: Callable[[], float], check_addresses: CheckAddresses | None) -> None:
        self._seconds_left = seconds_left
        self._check_addresses = check_addresses
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connects to the first address that accepts. The time limit is the exchange's, not `timeout`."""
        *others, last = self._addresses(host, port)[:MAX_ADDRESSES]
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connected(address, port, share=1 / MAX_ADDRESSES)
        return self._connected(last, port, share=1)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = name_resolution.addresses_of(host, port, seconds=self._seconds_left())
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        if self._check_addresses:
            self._check_addresses(addresses)
        return addresses

    def _connected(self, address: str, port: int, *, share: float) -> httpcore.NetworkStream:
        seconds = _required(self._seconds_left(), httpcore.ConnectTimeout)
        stream = self._sockets.connect_tcp(address, port, timeout=seconds * share)
        return _Stream(stream, self._seconds_left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step has the time that is left of the exchange."""

    def __init__(self, stream: httpcore.NetworkStream, seconds_left: Callable[[], float]) -> None:
        self._stream = stream
        self._seconds_left = seconds_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _required(self._seconds_left(), httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), MAX_WRITE_BYTES):
            piece = buffer[start : start + MAX_WRITE_BYTES]
            self._stream.write(piece, _required(self._seconds_left(), httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = _required(self._seconds_left(), httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._seconds_left)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _required(seconds: float, error: type[httpcore.TimeoutException]) -> float:
    if seconds <= 0:
        raise error("The time for the exchange is over.")
    return seconds


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _core_proxy(address: str) -> httpcore.Proxy:
    proxy = httpx.Proxy(address)
    return httpcore.Proxy(_core_url(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _environment_proxy(url: httpx.URL) -> str | None:
    """The address of the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY name, unless NO_PROXY excludes the host."""
    if proxy_bypass(url.host):
        return None
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    return address if not address or "://" in address else f"http://{address}"
