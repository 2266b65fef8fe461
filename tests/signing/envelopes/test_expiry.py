"""Expiry: true at the instant; the jobs only write it down."""

import json
from collections.abc import Callable

import pytest

from safeclose.actors import SYSTEM
from signing.envelopes import actions, jobs
from signing.envelopes.models import Envelope
from signing.evidence.models import TrailEvent
from tests.clocks import Clock, stopped
from tests.paper import Sent, send
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes import agreement
from workspace.models import Event


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.fixture
def out(alice: Caller, clock: Clock) -> Sent:
    """An envelope whose time is up in a millisecond."""
    out = sent(alice, expiresInDays=1)
    out.links[0].reach("consented")
    clock.move(days=1, milliseconds=-1)
    return out


ROUTES: dict[str, tuple[Callable[[Caller, Sent], int], int, int]] = {
    "look": (lambda _, out: out.links[0].show().status_code, 200, 410),
    "file": (lambda _, out: out.links[0].get("file").status_code, 200, 410),
    "text": (lambda _, out: out.links[0].get("text").status_code, 200, 410),
    "page": (lambda _, out: out.links[0].get("pages/1.png").status_code, 200, 410),
    "sign": (lambda _, out: out.links[0].take("sign").status_code, 200, 410),
    "decline": (lambda _, out: out.links[1].take("decline").status_code, 200, 410),
    "void": (lambda alice, out: alice.delete(out.path).status_code, 200, 409),
    "link": (lambda alice, out: alice.post(f"{out.path}/signers/{out.links[0].id}/link").status_code, 200, 409),
    "again": (lambda alice, out: alice.post(f"/api/documents/{out.document['id']}/signature").status_code, 409, 201),
    "job": (lambda _, out: actions.record_expiry(envelope_id=out.id, by=SYSTEM), False, True),
}


@pytest.mark.parametrize("route", ROUTES)
def test_an_envelope_is_open_a_millisecond_before_its_expiry(alice: Caller, out: Sent, route: str) -> None:
    asked, before, _ = ROUTES[route]
    assert asked(alice, out) == before
    assert agreement.check(out.id).status != "expired"


@pytest.mark.parametrize("route", ROUTES)
def test_an_envelope_is_expired_at_the_instant(alice: Caller, out: Sent, clock: Clock, route: str) -> None:
    clock.move(milliseconds=1)
    asked, _, after = ROUTES[route]
    assert asked(alice, out) == after
    assert agreement.check(out.id).status == ("expired" if route in ("again", "job") else "sent")
    assert alice.get(out.path).json()["status"] == "expired"


def test_the_job_records_an_expiry_once(alice: Caller, out: Sent, clock: Clock) -> None:
    clock.move(milliseconds=1)
    for _ in range(3):
        jobs.expire(envelope_id=out.id)
    envelope = agreement.check(out.id)
    assert (envelope.status, envelope.expired_at) == ("expired", clock.instant)
    event = TrailEvent.objects.latest("seq")
    payload = json.loads(bytes(event.payload))
    assert (payload["type"], payload["actor"]["kind"], payload["data"]) == ("expired", "system", {})
    assert (payload["ip"], payload["userAgent"]) == (None, None)
    assert Event.objects.filter(type="envelope.expired").count() == 1
    assert alice.get(f"/api/documents/{out.document['id']}").json()["status"] == "GENERATED"


def test_the_job_that_comes_too_early_does_nothing(out: Sent) -> None:
    jobs.expire(envelope_id=out.id)
    assert agreement.check(out.id).status == "sent"


@pytest.mark.parametrize("how", ["completed", "declined", "voided"])
def test_the_job_leaves_alone_what_has_ended(alice: Caller, clock: Clock, how: str) -> None:
    out = sent(alice, expiresInDays=1)
    if how == "completed":
        out.sign()
    elif how == "declined":
        out.links[0].take("decline")
    else:
        alice.delete(out.path)
    clock.move(days=2)
    jobs.expire(envelope_id=out.id)
    jobs.expire_overdue(0)
    assert agreement.check(out.id).status == how
    assert alice.get(out.path).json()["status"] == how


def test_an_expired_envelope_that_lost_its_job_is_found(alice: Caller, clock: Clock) -> None:
    late = [sent(alice, expiresInDays=1).id for _ in range(3)]
    later, never = sent(alice, expiresInDays=2).id, sent(alice).id
    clock.move(days=1)
    jobs.expire_overdue(0)
    jobs.expire_overdue(0)
    found = {envelope.id: envelope.status for envelope in Envelope.objects.all()}
    assert found == {**dict.fromkeys(late, "expired"), later: "sent", never: "sent"}
    for envelope_id in found:
        agreement.check(envelope_id)


def test_sending_again_records_the_expiry_first(alice: Caller, out: Sent, clock: Clock) -> None:
    clock.move(hours=1)
    again = send(alice, out.document)
    assert agreement.check(out.id).status == "expired"
    assert agreement.check(again.id).status == "sent"
    jobs.expire(envelope_id=out.id)
    assert agreement.ends(out.id) == ["expired"]


def test_time_that_is_up_stays_up_when_the_clock_goes_back(alice: Caller, out: Sent, clock: Clock) -> None:
    clock.move(milliseconds=1)
    jobs.expire(envelope_id=out.id)
    clock.move(hours=-2)
    assert out.links[0].take("sign").status_code == 410
    assert alice.get(out.path).json()["status"] == "expired"
