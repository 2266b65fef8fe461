"""Clerk's Backend API: all users, organizations and memberships that there are, and new organizations.

https://clerk.com/docs/reference/backend-api

Not by Clerk's own package (clerk-backend-api): of its hundreds of generated modules four requests would be used, and
what is needed around them it does not have: a limit on the whole of an answer, the proxies' and authorities' settings
of the other gateways, and no second try of a request that creates something.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import quote

import httpx
import orjson
import structlog

from safeclose.gateways.certificate_authorities import trusted
from safeclose.records.transactions import assert_no_transaction

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

    def __init__(self, key: str, url: str, *, tries: int = TRIES) -> None:
        self._tries = tries
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

    def organization_of_slug(self, slug: str) -> dict[str, Any] | None:
        """The organization with this slug, which is unique at Clerk; None where there is none."""
        try:
            found = self.organization(slug)  # Clerk takes either at this address
        except NotThere:
            return None
        return found if found.get("slug") == slug else None

    def create_organization(self, *, name: str, slug: str, created_by: str) -> dict[str, Any]:
        """A new one, whose creator becomes its admin at Clerk.

        Asked once and not again: after a fault it may be there, so look by its slug first.
        """
        assert_no_transaction()
        body = {"name": name, "slug": slug, "created_by": created_by}
        try:
            return _object(self._asked("POST", "/organizations", json=body))
        except _Passing as fault:
            raise Fault(str(fault)) from fault

    def key_ids(self) -> set[str]:
        """The ids of the keys by which the instance that the secret key belongs to signs tokens."""
        keys = _object(self._get("/jwks")).get("keys")
        return {str(key["kid"]) for key in keys if isinstance(key, dict) and "kid" in key} if keys else set()

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
        """The answer's JSON, after as many tries as it takes and were allowed."""
        assert_no_transaction()
        tries = 0
        while True:
            tries += 1
            try:
                return self._asked("GET", path, params=parameters)
            except _Passing as fault:
                wait = _wait(fault, tries, self._tries)
                log.warning("clerk_asked_again", path=path, reason=str(fault), wait=wait)
                sleep(wait)

    def _asked(self, method: str, path: str, **content: Any) -> Any:
        try:
            with self._client.stream(method, path, **content) as answer:
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


def _wait(fault: _Passing, tries: int, most: int) -> float:
    """Seconds until the next try; raises Fault when enough is enough."""
    wait = 2.0 ** (tries - 1) if fault.wait is None else fault.wait
    if tries >= most:
        raise Fault(f"{fault} {tries} tries were made." if tries > 1 else str(fault)) from fault
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
