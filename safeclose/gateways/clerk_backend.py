"""Clerk's Backend API: all users, organizations and memberships that there are, and new organizations.

https://clerk.com/docs/reference/backend-api

Clerk's own package (clerk-backend-api) is not used: it has hundreds of generated modules, of which four requests would
be needed, and it lacks a limit on the size of an answer, the settings for proxies and certificate authorities of the
other gateways, and a way to make a request that creates something only once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import orjson
import structlog

from safeclose.gateways import http_client
from safeclose.gateways.http_client import Answer, Kind, retry_after
from safeclose.gateways.retries import GaveUp, MayPass, Retries
from safeclose.records.transactions import assert_no_transaction

log = structlog.get_logger("safeclose.clerk")

PAGE_SIZE = 500  # objects; Clerk's maximum
TIMEOUT_SECONDS = 30.0  # for one exchange
MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_TRIES = 5
FIRST_WAIT_SECONDS = 1.0  # between two tries
MAX_WAIT_SECONDS = 60.0


class Fault(Exception):
    """Clerk did not answer as it should. The text is a sentence for a person."""


class NotThere(Fault):
    """Clerk has no object of this id."""


@dataclass(frozen=True)
class Page:
    """Objects of a list as Clerk writes them; `end`: how many were listed up to here; `total`: of how many, or None."""

    objects: list[dict[str, Any]]
    end: int
    total: int | None


class Backend:
    """The API, as a context manager that keeps its connection. Every method raises Fault."""

    def __init__(self, key: str, url: str, *, tries: int = MAX_TRIES) -> None:
        self._tries = tries
        if not key.isascii() or not key.isprintable():
            raise Fault("CLERK_SECRET_KEY has characters that no key has.")
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._url = f"{url}/v1"
        self._client = http_client.Client(headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def users(self, *, begin: int = 0) -> Iterator[Page]:
        """All users, the oldest first, without the first `begin`."""
        return self._pages("/users", begin, order_by="created_at")

    def user_count(self) -> int | None:
        """The number of all users; None where Clerk does not tell it."""
        return _total(self._get("/users/count"))

    def organizations(self, *, begin: int = 0) -> Iterator[Page]:
        """All organizations, the oldest first, without the first `begin`."""
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
        """Creates an organization. The user `created_by` becomes its admin at Clerk.

        The request is made once only. After a Fault the organization may exist: look for its slug first.
        """
        assert_no_transaction()
        body = {"name": name, "slug": slug, "created_by": created_by}
        try:
            return _object(self._exchanged("POST", "/organizations", json=body))
        except MayPass as fault:
            raise Fault(str(fault)) from fault

    def key_ids(self) -> set[str]:
        """The ids of the keys that sign tokens at the Clerk instance of this secret key."""
        keys = _object(self._get("/jwks")).get("keys")
        return {str(key["kid"]) for key in keys if isinstance(key, dict) and "kid" in key} if keys else set()

    def _pages(self, path: str, begin: int, **parameters: str) -> Iterator[Page]:
        """Pages until one is empty: Clerk may give fewer objects than it was asked for."""
        end, previous = begin, None
        while True:
            answer = self._get(path, limit=PAGE_SIZE, offset=end, **parameters)
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
        """The JSON of the answer, after several tries where needed."""
        assert_no_transaction()
        retries = Retries(self._tries, FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS)
        try:
            return retries.run(
                lambda _: self._exchanged("GET", path, params=parameters),
                on_retry=lambda reason, wait: log.warning("clerk_asked_again", path=path, reason=reason, wait=wait),
            )
        except GaveUp as error:
            raise Fault(str(error)) from error

    def _exchanged(self, method: str, path: str, **request: Any) -> Any:
        """The JSON of the answer to one request. Raises MayPass or Fault."""
        try:
            answer = self._client.exchange(
                method, f"{self._url}{path}", seconds=TIMEOUT_SECONDS, max_bytes=MAX_ANSWER_BYTES, **request
            )
        except http_client.Fault as fault:
            raise _unanswered(fault) from fault
        _require_ok(answer)
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            raise Fault("Clerk's answer is not JSON; is CLERK_API_URL right?") from error


def _unanswered(fault: http_client.Fault) -> MayPass | Fault:
    if fault.kind is Kind.NO_URL:
        return Fault("CLERK_API_URL must begin with https://.")
    if fault.kind in (Kind.TOO_LONG, Kind.UNREADABLE):
        return Fault(f"Clerk's answer can't be read ({fault.reason}).")
    if fault.kind is Kind.TIMEOUT:
        return MayPass(f"Clerk did not answer within {TIMEOUT_SECONDS:g} seconds.")
    return MayPass(f"Clerk can't be reached ({fault.reason}).")


def _require_ok(answer: Answer) -> None:
    """Raises MayPass or Fault unless the status is 200."""
    status = answer.status
    if status == 200:
        return
    message = _message(answer.body)
    said = f"{status}: {message}" if message else str(status)
    if status == 401:
        raise Fault(f"Clerk refuses CLERK_SECRET_KEY ({said}).")
    if status == 404:
        raise NotThere(f"Clerk has no such object ({said}).")
    if status == 429:
        raise MayPass("Clerk takes no more requests now (429).", retry_after(answer.headers))
    if status >= 500:
        raise MayPass(f"Clerk is at fault ({said}).", retry_after(answer.headers))
    raise Fault(f"Clerk refuses the request ({said}).")


def _message(body: bytes) -> str:
    """The message in the body of Clerk's error, on one line; "" where there is none."""
    try:
        message = str(orjson.loads(body)["errors"][0]["message"])
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return ""
    return "".join(letter for letter in message if letter.isprintable())[:200].rstrip(".")


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
