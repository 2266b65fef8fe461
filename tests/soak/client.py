"""A client that does not give up: no answer, or 503, and it asks again, with the same key."""

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Collection, Mapping
from random import Random
from typing import Any, NamedTuple

import httpx

from tests.soak.journal import Entry, Journal, digest, short

RETRY_SECONDS = 180.0  # seconds for one request, with all that it is tried again
TIMEOUT = 40.0  # seconds for one attempt
AGAIN = 0.06  # of the acknowledged requests are sent once more


class Stopped(Exception):
    """The time is up; nothing new is begun."""


class GaveUp(Exception):
    """A request had no definite answer for very long."""


class Answer(NamedTuple):
    """The last attempt's; `lost`: an earlier attempt had none, so that it may have been carried out before."""

    entry: Entry
    body: Any

    @property
    def is_done(self) -> bool:
        """Acknowledged."""
        return self.entry.is_done


class Client:
    """Someone, by their token or without an account, at an address of their own; used by any thread."""

    def __init__(
        self,
        who: str,
        addresses: list[str],
        journal: Journal,
        rng: Random,
        stopping: threading.Event,
        *,
        token: str | None = None,
        pause: float = 0.5,
    ) -> None:
        self.who, self.rng, self.pause = who, rng, pause
        self._addresses, self._journal, self._stopping = addresses, journal, stopping
        self._token = token
        self._http = httpx.Client(timeout=TIMEOUT, headers={"User-Agent": "Safeclose soak"})

    def close(self) -> None:
        """Its connections."""
        self._http.close()

    def get(self, kind: str, path: str, **more: Any) -> Answer:
        """Read."""
        return self.ask(kind, "GET", path, **more)

    def post(self, kind: str, path: str, body: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Write."""
        return self.ask(kind, "POST", path, body, **more)

    def ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        asked: Mapping[str, Any] | None = None,
        allowed: Collection[int] = (),
        ip: str | None = None,
        finish: bool = False,
    ) -> Answer:
        """Until there is a definite answer. With `finish` also after the time is up. Raises Stopped, GaveUp."""
        if self._stopping.is_set() and not finish:
            raise Stopped
        time.sleep(self.rng.expovariate(1 / self.pause))
        key = uuid.UUID(int=self.rng.getrandbits(128), version=4).hex if self._token and method != "GET" else ""
        request = _Request(kind, method, path, dict(body or {}), key, dict(asked or {}), sorted(allowed), ip or "")
        answer = self._until_definite(request)
        if key and answer.is_done and self.rng.random() < AGAIN:
            self._until_definite(request, attempt=answer.entry.attempt + 1)
        return answer

    def _until_definite(self, request: "_Request", *, attempt: int = 1) -> Answer:
        deadline, lost = time.monotonic() + RETRY_SECONDS, False
        while True:
            answer = self._attempt(request, attempt, lost=lost)
            if answer.entry.is_definite:
                return answer
            if time.monotonic() > deadline:
                raise GaveUp(f"{request.kind}: {request.method} {request.path}")
            lost = lost or answer.entry.status in (None, 503)
            time.sleep(self.rng.uniform(0.3, 1.2))
            attempt += 1

    def _attempt(self, request: "_Request", attempt: int, *, lost: bool) -> Answer:
        content = json.dumps(request.body).encode() if request.method != "GET" else b""
        began = time.perf_counter()
        status, body, replayed = self._send(request, content)
        entry = Entry(
            kind=request.kind,
            who=self.who,
            method=request.method,
            path=request.path,
            key=request.key,
            body=hashlib.sha256(content).hexdigest(),
            attempt=attempt,
            status=status,
            asked=request.asked,
            told=short(body),
            digest=digest(body),
            replayed=replayed,
            allowed=request.allowed,
            lost=lost,
            ms=round((time.perf_counter() - began) * 1000, 1),
            at=round(time.time(), 3),
        )
        self._journal.append(entry)
        return Answer(entry, body)

    def _send(self, request: "_Request", content: bytes) -> tuple[int | None, Any, bool]:
        headers = {"X-Forwarded-For": request.ip or _address(self.rng)}
        if request.method != "GET":
            headers["Content-Type"] = "application/json"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if request.key:
            headers["Idempotency-Key"] = request.key
        url = f"{self.rng.choice(self._addresses)}{request.path}"
        try:
            answer = self._http.request(request.method, url, content=content or None, headers=headers)
        except httpx.TransportError:
            return None, None, False
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        body = answer.json() if is_json and answer.content else None
        return answer.status_code, body, "Idempotent-Replayed" in answer.headers


class _Request(NamedTuple):
    kind: str
    method: str
    path: str
    body: dict[str, Any]
    key: str
    asked: dict[str, Any]
    allowed: list[int]
    ip: str


def _address(rng: Random) -> str:
    """One of many, so that no limit is in the way."""
    return f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
