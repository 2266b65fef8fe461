"""Clerk's Backend API: all users, organizations and memberships that there are.

https://clerk.com/docs/reference/backend-api
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import quote

import httpx
import orjson
import structlog

from safeclose.gateways.authorities import trusted
from safeclose.transactions import assert_no_transaction

log = structlog.get_logger("safeclose.clerk")

PAGE = 500  # objects; Clerk gives no more at once
PATIENCE = 30.0  # seconds for one answer, the whole of it
TRIES = 5
LONGEST_WAIT = 60.0  # seconds between two of them
LARGEST = 64 * 1024 * 1024  # bytes of an answer

sleep = time.sleep


class Fault(Exception):
    """Clerk did not answer as it should; the text is a sentence for a person."""


class NotThere(Fault):
    """Clerk has no such object."""


class _Passing(Exception):
    """May be over at the next try, which should not be sooner than in `wait` seconds."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True)
class Page:
    """Some of a list's objects, as Clerk writes them; `end` of them were listed by now, of `total` if that was said."""

    objects: list[dict[str, Any]]
    end: int
    total: int | None


class Backend:
    """One connection to the API; a context manager. Every method raises Fault."""

    def __init__(self, key: str, url: str) -> None:
        if not key.isascii() or not key.isprintable():
            raise Fault("CLERK_SECRET_KEY has characters that no key has.")
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._client = httpx.Client(
            base_url=f"{url}/v1", headers=headers, verify=trusted(), timeout=PATIENCE, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def users(self, *, begin: int = 0) -> Iterator[Page]:
        """All users, the oldest first, after the first `begin` of them."""
        return self._pages("/users", begin, order_by="created_at")

    def user_count(self) -> int | None:
        """How many users there are."""
        return _total(self._get("/users/count"))

    def organizations(self, *, begin: int = 0) -> Iterator[Page]:
        """All organizations, the oldest first, after the first `begin` of them."""
        return self._pages("/organizations", begin, order_by="created_at")

    def memberships(self, organization_id: str) -> Iterator[Page]:
        """All memberships of an organization, the oldest first. Raises NotThere for an unknown one."""
        return self._pages(f"/organizations/{_quoted(organization_id)}/memberships", 0, order_by="created_at")

    def memberships_of(self, user_id: str) -> Iterator[Page]:
        """All memberships of a user. Raises NotThere for an unknown one."""
        return self._pages(f"/users/{_quoted(user_id)}/organization_memberships", 0)

    def user(self, user_id: str) -> dict[str, Any]:
        """One user. Raises NotThere."""
        return _object(self._get(f"/users/{_quoted(user_id)}"))

    def organization(self, organization_id: str) -> dict[str, Any]:
        """One organization. Raises NotThere."""
        return _object(self._get(f"/organizations/{_quoted(organization_id)}"))

    def _pages(self, path: str, begin: int, **parameters: str) -> Iterator[Page]:
        """Until one is empty: Clerk may give fewer at once than it was asked for."""
        end, previous = begin, None
        while True:
            answer = self._get(path, limit=PAGE, offset=end, **parameters)
            objects, total = _listed(answer), _total(answer)
            if not objects:
                return
            if objects == previous:
                raise Fault("Clerk gives the same page again and again.")
            end, previous = end + len(objects), objects
            yield Page(objects, end, total)
            if total is not None and end >= total:
                return

    def _get(self, path: str, **parameters: str | int) -> Any:
        """The answer's JSON, after as many tries as it takes, up to TRIES."""
        assert_no_transaction()
        tries = 0
        while True:
            tries += 1
            try:
                return self._asked(path, parameters)
            except _Passing as fault:
                wait = _wait(fault, tries)
                log.warning("clerk_asked_again", path=path, reason=str(fault), wait=wait)
                sleep(wait)

    def _asked(self, path: str, parameters: Mapping[str, str | int]) -> Any:
        try:
            with self._client.stream("GET", path, params=parameters) as answer:
                body = _whole(answer)
        except httpx.UnsupportedProtocol as error:
            raise Fault("CLERK_API_URL must begin with https://.") from error
        except httpx.TimeoutException as error:
            raise _Passing(f"Clerk did not answer within {PATIENCE:g} seconds.") from error
        except httpx.TransportError as error:
            raise _Passing(f"Clerk can't be reached ({type(error).__name__}).") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Fault(f"Clerk's answer can't be read ({type(error).__name__}).") from error
        _refuse_errors(answer, body)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Fault("Clerk's answer is not JSON; is CLERK_API_URL right?") from error


def _wait(fault: _Passing, tries: int) -> float:
    """Seconds until the next try; raises Fault when enough is enough."""
    wait = 2.0 ** (tries - 1) if fault.wait is None else fault.wait
    if tries >= TRIES:
        raise Fault(f"{fault} {TRIES} tries were made.") from fault
    if wait > LONGEST_WAIT:
        raise Fault(f"{fault} It asks to wait {wait:.0f} seconds.") from fault
    return wait


def _whole(answer: httpx.Response) -> bytes:
    """All of the body, within PATIENCE; httpx's own limit is one for each step."""
    deadline, body = time.monotonic() + PATIENCE, bytearray()
    for part in answer.iter_bytes():
        body += part
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("The answer is too slow.")
        if len(body) > LARGEST:
            raise httpx.DecodingError("The answer is too long.")
    return bytes(body)


def _refuse_errors(answer: httpx.Response, body: bytes) -> None:
    status = answer.status_code
    if status == 200:
        return
    said = f"{status}: {_message(body)}" if _message(body) else str(status)
    if status == 401:
        raise Fault(f"Clerk refuses CLERK_SECRET_KEY ({said}).")
    if status == 404:
        raise NotThere(f"Clerk has no such object ({said}).")
    if status == 429:
        raise _Passing("Clerk takes no more requests now (429).", _retry_after(answer))
    if status >= 500:
        raise _Passing(f"Clerk is at fault ({said}).", _retry_after(answer))
    raise Fault(f"Clerk refuses the request ({said}).")


def _message(body: bytes) -> str:
    """What Clerk's error body says, on one line."""
    try:
        message = str(orjson.loads(body)["errors"][0]["message"])
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return ""
    return "".join(letter for letter in message if letter.isprintable())[:200].rstrip(".")


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds, however they are told (RFC 9110, 10.2.3); None where nothing is."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _listed(answer: Any) -> list[dict[str, Any]]:
    """Users come as a bare list, the rest as `{"data": […], "total_count": …}`."""
    objects = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise Fault("Clerk's answer is no list of objects.")
    return objects


def _total(answer: Any) -> int | None:
    total = answer.get("total_count") if isinstance(answer, dict) else None
    return total if type(total) is int else None


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Fault("Clerk's answer is no object.")
    return answer


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="")
