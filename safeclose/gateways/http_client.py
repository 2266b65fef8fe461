"""HTTP requests to other services: an answer of bounded size in bounded time, or a Fault.

httpx's own time limits are for each step, so a server that sends one byte now and then is never given up. Here one
deadline holds for the whole exchange: name, connection, TLS, request, and the answer to its last byte.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Self

import httpcore
import httpx
import orjson

from safeclose import tracing
from safeclose.gateways import certificate_authorities
from safeclose.gateways.http_transport import Transport
from safeclose.gateways.name_resolution import Unresolved

NO_URL_ERRORS = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol)
NO_CONNECTION_ERRORS = (httpcore.ConnectError, httpcore.ProxyError)
BROKEN_OFF_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError)


class Kind(Enum):
    """What went wrong. After the first three the request certainly did not arrive."""

    NO_URL = "the address is no URL of http or https"
    UNRESOLVED = "the host's name has no address"
    NO_CONNECTION = "no connection"
    TIMEOUT = "no complete answer in time"
    BROKEN_OFF = "the connection ended, or what came is not HTTP"
    TOO_LONG = "the answer is longer than allowed"
    UNREADABLE = "the answer's content encoding is wrong"
    STATUS = "another status than success"


class Fault(Exception):
    """There is no usable answer.

    `reason` is a word for people who run the service, without anything that was sent or received. `status` is the
    answer's, where one came. `may_have_arrived` says whether the other side may have acted on the request.
    """

    def __init__(self, kind: Kind, reason: str, *, may_have_arrived: bool = True, status: int | None = None) -> None:
        super().__init__(f"No usable answer: {kind.value} ({reason}).")
        self.kind = kind
        self.reason = reason
        self.may_have_arrived = may_have_arrived
        self.status = status


@dataclass(frozen=True)
class Answer:
    """The answer to a request, whatever its status is; the body without its transfer and content encoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def require_success(self) -> Self:
        """This answer, if its status is 2xx; otherwise raises Fault."""
        if not 200 <= self.status < 300:
            raise Fault(Kind.STATUS, str(self.status), status=self.status)
        return self

    def json_object(self) -> dict[str, Any] | None:
        """The JSON object that the body is; None where it is anything else."""
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return value if isinstance(value, dict) else None


class Client:
    """Keeps its connections until it is closed; a context manager. Not for several threads at once.

    `authorities`: whose certificates are believed, by default those of the machine and the environment.
    `check_addresses` sees all addresses of a host before one of them is connected to, and raises what it likes.
    Proxies that the environment names (HTTPS_PROXY, NO_PROXY, …) are used unless `environment_proxies` is false.
    """

    def __init__(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        authorities: ssl.SSLContext | None = None,
        check_addresses: Callable[[list[str]], None] | None = None,
        environment_proxies: bool = True,
    ) -> None:
        self._transport = Transport(
            authorities or certificate_authorities.trusted(),
            check_addresses=check_addresses,
            environment_proxies=environment_proxies,
        )
        # The transport has the only time limit.
        self._client = httpx.Client(
            transport=self._transport,
            headers=headers,
            timeout=None,  # noqa: S113 - the transport has one deadline for the whole exchange
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def exchange(self, method: str, url: str, *, seconds: float, max_bytes: int, **request: Any) -> Answer:
        """The answer, which may be a redirect or an error; no redirect is followed. Raises Fault.

        `request`: `params`, `headers`, `content`, `data` (a form), `json`, `auth`, as httpx takes them.
        """
        # The host alone: paths and parameters can contain secrets.
        with tracing.span(method, "CLIENT", {"http.request.method": method, "server.address": _host(url)}) as span:
            answer = self._exchange(method, url, seconds, max_bytes, request)
            span.add({"http.response.status_code": answer.status}, is_error=answer.status >= 400)
            return answer

    def _exchange(self, method: str, url: str, seconds: float, max_bytes: int, request: dict[str, Any]) -> Answer:
        self._transport.deadline = time.monotonic() + seconds
        try:
            with self._client.stream(method, url, **request) as response:
                return Answer(response.status_code, response.headers, _body(response, max_bytes))
        except NO_URL_ERRORS as error:
            raise Fault(Kind.NO_URL, type(error).__name__, may_have_arrived=False) from error
        except Unresolved as error:
            raise Fault(Kind.UNRESOLVED, "name not resolved", may_have_arrived=False) from error
        except NO_CONNECTION_ERRORS as error:
            raise Fault(Kind.NO_CONNECTION, _reason(error), may_have_arrived=False) from error
        except httpcore.TimeoutException as error:
            has_connected = not isinstance(error, httpcore.ConnectTimeout)
            raise Fault(Kind.TIMEOUT, type(error).__name__, may_have_arrived=has_connected) from error
        except httpx.DecodingError as error:
            raise Fault(Kind.UNREADABLE, type(error).__name__) from error
        except BROKEN_OFF_ERRORS as error:
            raise Fault(Kind.BROKEN_OFF, type(error).__name__) from error


def exchange(method: str, url: str, *, seconds: float, max_bytes: int, **request: Any) -> Answer:
    """One request on a connection of its own: see Client.exchange. Raises Fault."""
    with Client() as client:
        return client.exchange(method, url, seconds=seconds, max_bytes=max_bytes, **request)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait that `Retry-After` tells, as a number or a date (RFC 9110, 10.2.3); None without it."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


def _body(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > max_bytes:
            raise Fault(Kind.TOO_LONG, "AnswerTooLong", status=response.status_code)
    return bytes(body)


def _reason(error: Exception) -> str:
    """OpenSSL's words where the server's certificate is at fault, otherwise the name of the error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"certificate: {cause.verify_message}".rstrip(".")
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
