"""Request ids, and one line for each request that names the route and not the path."""

import logging
import re
from typing import Any

import pytest
import structlog
from django.db import OperationalError
from rest_framework.response import Response

from safeclose.refusals import Unavailable
from tests.people import Caller
from tests.safeclose.carrier import Words
from tests.safeclose.conftest import Written


@pytest.mark.parametrize("given", ["a", "req-1.2:3_4", "A" * 128, "5f0c1c3e-6c1b-4b1e-9d55-000000000000"])
def test_a_request_id_is_taken_and_echoed(given: str, anyone: Caller, log: Written) -> None:
    assert anyone.get("/health", HTTP_X_REQUEST_ID=given).headers["X-Request-Id"] == given
    assert [line["request_id"] for line in log.of("request")] == ["[secret]" if len(given) == 128 else given]


@pytest.mark.parametrize(
    "given", [None, "", "A" * 129, "a b", "a\tb", "a\r\nSet-Cookie: x", "é", "<script>", "a;b", "a\n", "{}", "a/b"]
)
def test_any_other_request_id_is_replaced(given: str | None, anyone: Caller, log: Written) -> None:
    extra = {} if given is None else {"HTTP_X_REQUEST_ID": given}
    made = anyone.get("/health", **extra).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert [line["request_id"] for line in log.of("request")] == [made]


def test_each_request_has_its_own_id(anyone: Caller) -> None:
    assert len({anyone.get("/health").headers["X-Request-Id"] for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/health", "/health", 200),
        ("/api/documents", "/api/documents", 401),
        ("/api/documents?status=DRAFT", "/api/documents", 401),
        ("/api/documents/doc_x", "/api/documents/<pk>", 401),
        ("/api/public/sign/a-link", "/api/public/sign/<token>", 410),
        ("/api/public/sign/a-link/pages/1.png", "/api/public/sign/<token>/pages/<number>.png", 410),
        ("/api/public/copy/a-link", "/api/public/copy/<token>", 410),
        ("/api/publik/sign/a-link", "(none)", 404),
    ],
)
def test_each_request_writes_one_line_with_its_route(
    path: str, route: str, status: int, db: None, anyone: Caller, log: Written
) -> None:
    request_id = anyone.get(path).headers["X-Request-Id"]
    (line,) = log.lines
    assert isinstance(line.pop("ms"), float)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("ts"))
    assert line == {
        "event": "request", "level": "info", "logger": "safeclose.requests",
        "method": "GET", "route": route, "status": status, "request_id": request_id, "network": "127.0.0.1",
    }  # fmt: skip


def test_the_line_says_who_asked_and_from_which_network(alice: Caller, anyone: Caller, log: Written) -> None:
    alice.get("/api/documents", REMOTE_ADDR="2001:db8::7")
    anyone.get("/api/documents", REMOTE_ADDR="198.51.100.7")
    named = [(line.get("user"), line.get("organization"), line["network"]) for line in log.of("request")]
    assert named == [
        (alice.person.user.pk, alice.organization.clerk_org_id, "2001:db8::/64"),
        (None, None, "198.51.100.7"),
    ]


def test_a_refused_host_has_its_line_too(anyone: Caller, log: Written, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    anyone.get("/api/documents", HTTP_HOST="evil.example")
    assert [(line["route"], line["status"]) for line in log.of("request")] == [("(none)", 400)]


@pytest.mark.urls("tests.safeclose.carrier")
@pytest.mark.parametrize(
    ("error", "events", "status"),
    [
        (RuntimeError("why"), ["Internal Server Error: /v1/words", "request"], 500),
        (OperationalError("why"), ["database_unavailable", "request"], 503),
        (Unavailable("why."), ["request"], 503),
    ],
)
def test_a_fault_is_told_once_and_with_the_id(
    error: Exception, events: list[str], status: int, anyone: Caller, log: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_self: Words, _request: object) -> Response:
        raise error

    monkeypatch.setattr(Words, "list", failing)
    assert anyone.get("/v1/words", HTTP_X_REQUEST_ID="mine").status_code == status
    assert [(line["event"], line["request_id"], "exception" in line) for line in log.lines] == [
        (event, "mine", event != "request") for event in events
    ]


@pytest.mark.urls("tests.safeclose.carrier")
def test_every_line_within_a_request_has_its_id(anyone: Caller, log: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def talking(_self: Words, _request: object) -> Response:
        logging.getLogger("some.library").warning("from %s", "a library")
        structlog.get_logger("ours").info("from us", count=3)
        return Response({})

    monkeypatch.setattr(Words, "list", talking)
    anyone.get("/v1/words", HTTP_X_REQUEST_ID="mine")
    logging.getLogger("some.library").warning("after")
    assert [(line["event"], line.get("request_id")) for line in log.lines] == [
        ("from a library", "mine"), ("from us", "mine"), ("request", "mine"), ("after", None),
    ]  # fmt: skip
