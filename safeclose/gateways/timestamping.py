"""Time stamps by an authority (RFC 3161) over HTTP: each is checked before anyone gets it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
from asn1crypto import cms, core, tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from safeclose.gateways.certificate_authorities import trusted
from safeclose.records.transactions import assert_no_transaction
from safeclose.verify.findings import CheckError
from safeclose.verify.time_stamps import examine

log = structlog.get_logger("safeclose.timestamping")

PATIENCE = 10.0  # seconds for the whole answer
LARGEST = 20 * 1024  # bytes of an answer; the seal keeps room for this much
CLOCKS = timedelta(minutes=5)  # how far the authority's clock may be from ours
HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class Fault(TimestampRequestError):
    """There is no time stamp, and another try may give one; the text is a sentence for a person."""


class Response(core.Sequence):
    """An answer (RFC 3161, section 2.4.2): one that grants nothing has no token, which asn1crypto does not allow."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class Authority(TimeStamper):
    """A time stamp authority by its address, as pyHanko's signing asks it.

    `trust`: its certificate or those of its issuers; without them any authority's certificate will do that is valid
    and one for time stamps.
    """

    def __init__(self, url: str, trust: Sequence[x509.Certificate] = ()) -> None:
        prepare: Any = super().__init__  # pyHanko has no types here
        prepare()
        self.url = url
        self.trust = trust

    def stamp(self, digest: bytes) -> bytes:
        """A time stamp token (DER) over a SHA-256 digest. Raises Fault."""
        token: bytes = asyncio.run(self.async_timestamp(digest, "sha256")).dump()
        return token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The same for pyHanko: signature, nonce, digest, instant and certificate are what they must be, or Fault."""
        assert_no_transaction()
        ask: Any = self.request_cms
        nonce, request = ask(message_digest, md_algorithm)
        answer = await self.async_request_tsa_response(request)
        try:
            token = _granted(answer, nonce)
            at = await examine(token.dump(), message_digest, self.trust, thing="request")
        except (CheckError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("time_stamp_refused", url=self.url, reason=str(error))
            raise Fault(f"The time stamp authority's answer is no time stamp: {_worded(error)}") from error
        if abs(datetime.now(UTC) - at) > CLOCKS:
            raise Fault(f"The time stamp authority's clock is wrong: it says {at:%Y-%m-%d %H:%M:%S} UTC.")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> Response:
        """The bare answer. Raises Fault."""
        try:
            async with asyncio.timeout(PATIENCE), httpx.AsyncClient(verify=trusted(), timeout=PATIENCE) as client:
                body = await _asked(client, self.url, req.dump())
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            if isinstance(error, Fault):
                raise
            raise Fault(f"The time stamp authority can't be reached ({type(error).__name__}).") from error
        try:
            return Response.load(body, strict=True)
        except ValueError as error:
            raise Fault("The time stamp authority's answer is no time stamp: it can't be read.") from error


async def _asked(client: httpx.AsyncClient, url: str, request: bytes) -> bytes:
    body = bytearray()
    async with client.stream("POST", url, content=request, headers=HEADERS, follow_redirects=False) as answer:
        if answer.status_code != 200:
            raise Fault(f"The time stamp authority answers {answer.status_code}.")
        if not answer.headers.get("Content-Type", "").startswith(HEADERS["Accept"]):
            raise Fault("The time stamp authority's answer is no time stamp.")
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > LARGEST:
                raise Fault("The time stamp authority's answer is too long.")
    return bytes(body)


def _granted(answer: Response, nonce: int) -> cms.ContentInfo:
    """The token of an answer; raises CheckError unless it was granted to this request."""
    status = answer["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        failures = answer["status"]["fail_info"].native or set()
        raise CheckError(f"It refuses ({', '.join([status, *sorted(failures)])}).")
    token = answer["time_stamp_token"]
    if not isinstance(token, cms.ContentInfo) or token["content_type"].native != "signed_data":
        raise CheckError("It has no token.")
    stated: Any = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(stated, tsp.TSTInfo) or stated["nonce"].native != nonce:
        raise CheckError("It is the answer to another request.")
    return token


def _worded(error: Exception) -> str:
    return str(error) if isinstance(error, CheckError) else f"it can't be read ({type(error).__name__})."
