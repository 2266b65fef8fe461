"""One answer for every link that is not, or no longer, good: nothing tells which."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clocks import Clock, stopped
from tests.paper import Sent
from tests.people import Caller
from tests.prepared import sent

# What no two answers have in common.
OWN = {"X-Request-Id", "Date", "RateLimit-Remaining", "RateLimit-Reset"}
HEADERS = {
    "Content-Type": "application/json",
    "Content-Length": "16",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
BODIES = ({"action": "sign"}, {"action": "decline", "reason": "no"}, {"action": "jump"}, {}, [])


def signed(alice: Caller, out: Sent, clock: Clock) -> None:
    out.links[0].reach("signed")


def completed(alice: Caller, out: Sent, clock: Clock) -> None:
    out.sign()


def declined(alice: Caller, out: Sent, clock: Clock) -> None:
    out.links[0].take("decline")


def declined_by_another(alice: Caller, out: Sent, clock: Clock) -> None:
    out.links[1].take("decline")


def voided(alice: Caller, out: Sent, clock: Clock) -> None:
    alice.delete(out.path)


def expired(alice: Caller, out: Sent, clock: Clock) -> None:
    clock.move(days=1)


def replaced(alice: Caller, out: Sent, clock: Clock) -> None:
    alice.post(f"{out.path}/signers/{out.links[0].id}/link")


CAUSES = (signed, completed, declined, declined_by_another, voided, expired, replaced)
NEVER = {
    "well formed": "A" * 43,
    "short": "x",
    "long": "x" * 10_000,
    "one too many": "A" * 44,
    "unicode": "%C3%A9%F0%9F%96%8B",
    "no unicode": "%FF%FE",
    "NUL": "%00",
    "newline": "a%0A",
    "space": "%20",
    "quote": "'%22--",
    "dots": "..%2e",
}  # fmt: skip


def answer(method: str, path: str, body: object = None) -> tuple[int, bytes, dict[str, str], int]:
    """Status, body, headers, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        found: Any = Caller(None).get(path) if method == "GET" else Caller(None).post(path, body)
    headers = {name: value for name, value in found.headers.items() if name not in OWN}
    return found.status_code, found.content, headers, len(queries)


def requests(token_path: str) -> list[tuple[int, bytes, dict[str, str], int]]:
    """All that can be asked of a link."""
    paths = [token_path, *(f"{token_path}/{what}" for what in ("file", "text", "pages/1.png", "pages/0.png"))]
    return [answer("GET", path) for path in paths] + [answer("POST", token_path, body) for body in BODIES]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_a_link_that_was_good_once_is_answered_as_gone(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, cause: Callable[[Caller, Sent, Clock], None]
) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    out.links[0].show()
    cause(alice, out, clock)
    for status, content, headers, queries in requests(out.links[0].path):
        assert (status, content, queries) == (410, b'{"state":"gone"}', 1)
        assert {name: headers[name] for name in HEADERS} == HEADERS
    assert requests(out.links[0].path) == requests("/api/public/sign/never-was-one")


@pytest.mark.parametrize("token", NEVER.values(), ids=NEVER)
def test_a_link_that_was_never_good_is_answered_as_gone(alice: Caller, token: str) -> None:
    sent(alice)
    found = requests(f"/api/public/sign/{token}")
    assert found == requests("/api/public/sign/never-was-one")
    assert {(status, content, queries) for status, content, _, queries in found} == {(410, b'{"state":"gone"}', 1)}


def test_an_unreadable_body_by_an_unknown_link_is_answered_as_gone(alice: Caller) -> None:
    sent(alice)
    for content, kind in ((b"{", "application/json"), (b"x", "text/plain"), (b"\xff" * 2_000_000, "application/json")):
        found = Caller(None).generic("POST", "/api/public/sign/x", content, content_type=kind)
        assert (found.status_code, found.content) == (410, b'{"state":"gone"}')


def test_no_public_answer_is_cached(alice: Caller) -> None:
    out = sent(alice, mode="sequential")
    first, second = out.links
    answers = [
        first.show(), second.show(), second.get("file"), first.get("file"), first.get("text"), first.get("pages/1.png"),
        first.get("pages/0.png"), first.get("file", Range="bytes=0-1"), first.get("file", Range="bytes=9999999-"),
        first.get("file", **{"If-None-Match": "*"}), first.take("jump"), first.take("sign"), first.take("authenticate"),
        first.take("consent"), first.take("sign"), first.show(), Caller(None).put(second.path),
        Caller(None).get("/api/public/copy/x"),
    ]  # fmt: skip
    assert [found.status_code for found in answers] == [
        200, 200, 409, 200, 200, 200, 404, 206, 416, 304, 400, 409, 200, 200, 200, 410, 405, 410,
    ]  # fmt: skip
    for found in answers:
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["Referrer-Policy"] == "no-referrer"
        assert not found.cookies
