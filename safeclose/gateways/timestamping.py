"""Time stamps by an authority (RFC 3161) over HTTP. Each is checked before it is returned."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from asn1crypto import cms, core, tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from safeclose.gateways import http_client
from safeclose.gateways.http_client import Kind
from safeclose.records.transactions import assert_no_transaction
from safeclose.sentences import sentence
from safeclose.verify.findings import CheckError
from safeclose.verify.time_stamps import examine

log = structlog.get_logger("safeclose.timestamping")

TIMEOUT_SECONDS = 10.0  # for the whole exchange
MAX_ANSWER_BYTES = 20 * 1024  # the seal reserves room for this much
MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)  # between the authority's clock and ours
HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class Fault(TimestampRequestError):
    """There is no time stamp, and another try may succeed. The text is a sentence for a person."""


class Response(core.Sequence):
    """An answer (RFC 3161, section 2.4.2). A refusal has no token, which asn1crypto's own class does not allow."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class Authority(TimeStamper):
    """A time stamp authority, in the form that pyHanko's signing uses.

    `trust`: its certificate or those of its issuers. Without them any valid certificate for time stamps is accepted.
    """

    def __init__(self, url: str, trust: Sequence[x509.Certificate] = ()) -> None:
        prepare: Any = super().__init__  # pyHanko has no types here
        prepare()
        self.url = url
        self.trust = trust

    def stamp(self, digest: bytes) -> bytes:
        """A checked time stamp token (DER) for a SHA-256 digest. Raises Fault."""
        token: bytes = asyncio.run(self.async_timestamp(digest, "sha256")).dump()
        return token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """For pyHanko. Checks signature, nonce, digest, instant and certificate. Raises Fault."""
        assert_no_transaction()
        create_request: Any = self.request_cms
        nonce, request = create_request(message_digest, md_algorithm)
        answer = await self.async_request_tsa_response(request)
        try:
            token = _granted(answer, nonce)
            at = await examine(token.dump(), message_digest, self.trust, thing=sentence("request"))
        except (CheckError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("time_stamp_refused", url=self.url, reason=str(error))
            raise Fault(f"The time stamp authority's answer is no time stamp: {_sentence(error)}") from error
        if abs(datetime.now(UTC) - at) > MAX_CLOCK_DIFFERENCE:
            raise Fault(f"The time stamp authority's clock is wrong: it says {at:%Y-%m-%d %H:%M:%S} UTC.")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> Response:
        """The answer, not yet checked. Raises Fault."""
        body = await asyncio.to_thread(_post, self.url, req.dump())
        try:
            return Response.load(body, strict=True)
        except ValueError as error:
            raise Fault("The time stamp authority's answer is no time stamp: it can't be read.") from error


def _post(url: str, request: bytes) -> bytes:
    try:
        answer = http_client.exchange(
            "POST", url, content=request, headers=HEADERS, seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES
        )
    except http_client.Fault as fault:
        if fault.kind is Kind.TOO_LONG:
            raise Fault("The time stamp authority's answer is too long.") from fault
        raise Fault(f"The time stamp authority can't be reached ({fault.reason}).") from fault
    if answer.status != 200:
        raise Fault(f"The time stamp authority answers {answer.status}.")
    if not answer.headers.get("Content-Type", "").startswith(HEADERS["Accept"]):
        raise Fault("The time stamp authority's answer is no time stamp.")
    return answer.body


def _granted(answer: Response, nonce: int) -> cms.ContentInfo:
    """The token of an answer. Raises CheckError unless it was granted to this request."""
    status = answer["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        failures = answer["status"]["fail_info"].native or set()
        raise CheckError(sentence("It refuses ({reasons}).", reasons=", ".join([status, *sorted(failures)])))
    token = answer["time_stamp_token"]
    if not isinstance(token, cms.ContentInfo) or token["content_type"].native != "signed_data":
        raise CheckError(sentence("It has no token."))
    stated: Any = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(stated, tsp.TSTInfo) or stated["nonce"].native != nonce:
        raise CheckError(sentence("It is the answer to another request."))
    return token


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, CheckError) else f"it can't be read ({type(error).__name__})."
