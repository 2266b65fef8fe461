"""One answer for every agreement that is not there, or closed: nothing tells which."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clickwrap.asking import published
from tests.people import Caller

OWN = {"X-Request-Id", "Date", "RateLimit-Remaining", "RateLimit-Reset"}
HEADERS = {
    "Content-Type": "application/json",
    "Content-Length": "16",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NEVER = {
    "well formed": "agr_01h455vb4pex5vsknk084sn02q",
    "another kind": "acc_01h455vb4pex5vsknk084sn02q",
    "upper case": "AGR_01H455VB4PEX5VSKNK084SN02Q",
    "short": "x",
    "long": "agr_" + "0" * 10_000,
    "unicode": "%C3%A9%F0%9F%96%8B",
    "no unicode": "%FF%FE",
    "NUL": "%00",
    "newline": "agr_01h455vb4pex5vsknk084sn02q%0A",
    "quote": "'%22--",
    "number": "7",
}
BODIES = (b"", b"{}", b'{"versionHash":"%b"}' % (b"0" * 64), b'{"versionHash":"x"}', b"[]", b"{", b'{"subjectRef":7}')


def answer(method: str, path: str, content: bytes = b"", kind: str = "application/json") -> tuple[Any, ...]:
    """Status, body, headers, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        found: Any = Caller(None).generic(method, path, content, content_type=kind)
    headers = {name: value for name, value in found.headers.items() if name not in OWN}
    return found.status_code, found.content, headers, len(queries)


def requests(agreement_id: str) -> list[tuple[Any, ...]]:
    """All that can be asked of an agreement."""
    path = f"/api/public/clickwrap/{agreement_id}"
    posts = [answer("POST", path, content) for content in BODIES]
    return [
        answer("GET", path),
        *posts,
        answer("POST", path, b"x", "text/plain"),
        answer("POST", path, b"x" * 2_000_000),
    ]


@pytest.fixture
def never(db: None, unlimited: None) -> list[tuple[Any, ...]]:
    """What is answered for an id that no agreement ever had."""
    found = requests("agr_01h455vb4pex5vsknk084sn02r")
    for status, content, headers, queries in found:
        assert (status, content) == (410, b'{"state":"gone"}')
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert queries > 0
    return found


def test_a_closed_agreement_is_answered_as_gone(alice: Caller, never: list[tuple[Any, ...]]) -> None:
    agreement = published(alice)
    alice.patch(f"/api/clickwrap/{agreement['id']}", {"active": False})
    assert requests(agreement["id"]) == never


@pytest.mark.parametrize("agreement_id", NEVER.values(), ids=NEVER)
def test_an_unknown_agreement_is_answered_as_gone(
    alice: Caller, never: list[tuple[Any, ...]], agreement_id: str
) -> None:
    published(alice)
    assert requests(agreement_id) == never
