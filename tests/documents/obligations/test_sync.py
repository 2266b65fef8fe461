"""Obligations follow their document: generated, signed, changed, deleted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from documents.obligations.actions import record_signed
from documents.obligations.jobs import when_signed
from documents.obligations.models import Obligation
from documents.paper.models import Document
from tests.clocks import Clock, stopped
from tests.delivery import delivered
from tests.paper import draft, generated, sample, send, sent
from tests.people import Caller
from tests.racing import at_once

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents/obligations"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, datetime(2026, 5, 4, 15, tzinfo=UTC))


def rows() -> list[tuple[Any, ...]]:
    return list(Obligation.objects.order_by("due_at", "id").values_list())


def due(type: str) -> list[Obligation]:
    return list(Obligation.objects.filter(type=type).order_by("due_at", "id"))


def types(caller: Caller) -> list[str]:
    return [one["type"] for one in caller.get(ROUTE, {"withinDays": "365"}).json()["obligations"]]


EVERYTHING = {
    "closing": 1, "condition_waiver": 3, "deposit_due": 2, "expiry": 1,
}  # fmt: skip


def counted(found: list[str]) -> dict[str, int]:
    return {type: found.count(type) for type in sorted(set(found))}


def test_a_draft_has_no_obligations(alice: Caller) -> None:
    draft(alice)
    assert rows() == []


def test_generating_a_document_writes_its_obligations(alice: Caller) -> None:
    document = generated(alice)
    assert counted(types(alice)) == EVERYTHING
    assert {one.document_id for one in Obligation.objects.all()} == {document["id"]}
    assert {one.organization_id for one in Obligation.objects.all()} == {alice.organization.id}


def test_a_refused_generation_writes_no_obligations(alice: Caller) -> None:
    document = draft(alice, canonical={})
    assert alice.post(f"/api/documents/{document['id']}/generate").status_code == 400
    assert rows() == []


def test_signing_moves_the_deposit_and_ends_the_offer(alice: Caller, clock: Clock) -> None:
    out = sent(alice)
    before = {one.id: one for one in Obligation.objects.all()}
    first = due("deposit_due")[0]
    assert first.due_at == due("expiry")[0].due_at + timedelta(hours=24)
    clock.move(hours=3)
    out.sign()
    assert {one.id for one in Obligation.objects.all()} == set(before), "nothing before the event is delivered"
    assert delivered(when_signed) == 1
    signed_at = Document.objects.get().signed_at
    assert signed_at == clock.instant
    after = {one.id: one for one in Obligation.objects.all()}
    assert set(after) == {one.id for one in before.values() if one.type != "expiry"}
    assert after[first.id].due_at == signed_at + timedelta(hours=24)
    assert {one.id: one.due_at for one in after.values() if one.id != first.id} == {
        one.id: one.due_at for one in before.values() if one.id != first.id and one.type != "expiry"
    }


def test_syncing_again_gives_the_same_rows(alice: Caller) -> None:
    sent(alice).sign()
    delivered(when_signed)
    once = rows()
    assert delivered(when_signed) == 1
    delivered(when_signed)
    assert rows() == once


def test_what_was_resolved_before_signing_stays_resolved(alice: Caller) -> None:
    out = sent(alice)
    paid = due("deposit_due")[0]
    assert alice.post(f"{ROUTE}/{paid.id}/resolve").status_code == 200
    out.sign()
    delivered(when_signed)
    found = Obligation.objects.get(id=paid.id)
    assert found.resolved_at
    assert found.due_at != paid.due_at
    assert found.due_at == Document.objects.get().signed_at + timedelta(hours=24)


@pytest.mark.parametrize("end", ["decline", "void"])
def test_an_envelope_that_is_declined_or_voided_leaves_the_obligations(alice: Caller, end: str) -> None:
    out = sent(alice)
    before = rows()
    if end == "void":
        assert alice.delete(out.path).status_code == 200
    else:
        out.links[0].reach("consented")
        assert out.links[0].take("decline").status_code == 200
    assert Document.objects.get().status == "GENERATED"
    assert rows() == before
    assert counted(types(alice)) == EVERYTHING
    assert delivered(when_signed) == 0


def test_a_document_that_is_a_draft_again_shows_none_and_keeps_what_was_done(alice: Caller) -> None:
    path = f"/api/documents/{generated(alice)['id']}"
    kept, paid = due("closing")[0], due("deposit_due")[0]
    for one in (kept, paid):
        assert alice.post(f"{ROUTE}/{one.id}/resolve").status_code == 200
    assert alice.patch(path, {"canonical": {"money": {"deposit": {"amountCents": 4_000_000}}}}).status_code == 200
    assert types(alice) == []
    open_one = due("expiry")[0]
    assert alice.post(f"{ROUTE}/{open_one.id}/resolve").status_code == 404
    assert alice.post(f"{path}/generate").status_code == 200
    assert [(one.id, one.resolved_at is None) for one in due("closing")] == [(kept.id, False)]
    assert not Obligation.objects.filter(id=paid.id).exists(), "another amount is another thing to pay"
    (anew,) = [one for one in due("deposit_due") if one.amount_cents == 4_000_000]
    assert anew.resolved_at is None
    assert counted(types(alice)) == {"condition_waiver": 3, "deposit_due": 2, "expiry": 1}


def test_obligations_of_removed_terms_are_deleted(alice: Caller) -> None:
    path = f"/api/documents/{generated(alice)['id']}"
    assert alice.patch(path, {"canonical": {"conditions": []}}).status_code == 200
    assert alice.post(f"{path}/generate").status_code == 200
    assert counted(types(alice)) == {"closing": 1, "deposit_due": 2, "expiry": 1}


def test_obligations_are_deleted_with_their_document(alice: Caller) -> None:
    other = generated(alice)
    document = generated(alice)
    assert alice.delete(f"/api/documents/{document['id']}").status_code == 204
    assert {one.document_id for one in Obligation.objects.all()} == {other["id"]}


def test_events_of_a_deleted_document_or_a_draft_write_nothing(alice: Caller) -> None:
    record_signed(document_id="doc_01h455vb4pex5vsknk084sn02q")
    record_signed(document_id=draft(alice)["id"])
    assert rows() == []


def test_another_documents_rows_are_not_touched(alice: Caller, charlie: Caller) -> None:
    generated(charlie)
    before = rows()
    sent(alice).sign()
    delivered(when_signed)
    after = {row[0]: row for row in rows()}
    assert [after[row[0]] for row in before] == before


def test_an_event_delivered_many_times_at_once_writes_obligations_once(owner: Caller) -> None:
    send(owner, generated(owner, canonical=sample())).sign()
    Obligation.objects.all().delete()  # as of a document that was generated before there were obligations
    at_once([lambda: delivered(when_signed)] * 4, held=[Document])
    once = rows()
    assert len(once) == 6
    at_once([lambda: delivered(when_signed)] * 4)
    assert rows() == once
