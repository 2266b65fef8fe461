"""GET /api/public/copy/:token."""

import pytest

from safeclose.secrets import link_tokens
from safeclose.storage import files
from signing.ceremony.models import Link
from tests.clocks import stopped
from tests.matching import SECRET
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes.test_files import seal

PENDING = (202, {"state": "pending"})
GONE = (410, {"state": "gone"})


def fetched(url: str) -> tuple[int, object]:
    """Status and body."""
    answer = Caller(None).get(url.removeprefix("https://safeclose.example.test"))
    return answer.status_code, answer.json()


def test_a_copy_is_pending_until_the_seal_is_made(alice: Caller) -> None:
    out = sent(alice)
    first = out.links[0].reach("signed").json()["copyUrl"]
    assert fetched(first) == PENDING
    second = out.links[1].reach("signed").json()["copyUrl"]
    assert (fetched(first), fetched(second)) == (PENDING, PENDING)
    content = seal(out)["sealed"]
    for url in (first, second):
        answer = Caller(None).get(url.removeprefix("https://safeclose.example.test"))
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["ETag"] == f'"{files.sha256(content)}"'
        assert answer.headers["Content-Disposition"].endswith('(sealed).pdf"')
        assert answer.headers["Cache-Control"] == "no-store"


def test_each_signer_has_a_link_to_the_copy(alice: Caller) -> None:
    out = sent(alice)
    first, second = (answer["copyUrl"] for answer in out.sign())
    assert first != second
    (copy,) = Link.objects.filter(signer_id=out.links[0].id, purpose="copy")
    assert copy.token_hash == link_tokens.hashed(first.rpartition("/")[2])
    assert not set(first.split("/")) & {link.token for link in out.links}


@pytest.mark.parametrize("sealed", [False, True])
def test_a_link_to_a_copy_is_good_for_ninety_days(alice: Caller, monkeypatch: pytest.MonkeyPatch, sealed: bool) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice)
    url = out.sign()[0]["copyUrl"]
    if sealed:
        seal(out)
    path = url.removeprefix("https://safeclose.example.test")
    clock.move(days=90, milliseconds=-1)
    assert Caller(None).get(path).status_code == (200 if sealed else 202)
    clock.move(milliseconds=1)
    assert fetched(url) == GONE


@pytest.mark.parametrize("how", ["voided", "declined", "expired"])
def test_a_copy_is_gone_when_the_envelope_ended_unsigned(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice, expiresInDays=1)
    url = out.links[0].reach("signed").json()["copyUrl"]
    if how == "voided":
        alice.delete(out.path)
    elif how == "declined":
        out.links[1].take("decline")
    else:
        clock.move(days=1)
    assert fetched(url) == GONE


def test_a_signing_link_does_not_open_a_copy(alice: Caller) -> None:
    out = sent(alice)
    copy = out.sign()[0]["copyUrl"]
    assert fetched(f"/api/public/copy/{out.links[0].token}") == GONE
    assert fetched(copy.replace("/copy/", "/sign/")) == GONE


@pytest.mark.parametrize("token", ["x", "é", "%00", "x" * 10_000, SECRET, "None", "null", "%20"])
def test_an_unknown_link_to_a_copy_is_gone(alice: Caller, token: str) -> None:
    sent(alice)
    assert fetched(f"/api/public/copy/{token}") == GONE
