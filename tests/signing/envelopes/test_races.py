"""What happens at the same moment: whatever wins, it happens once, all tables agree, and no one gets a 500."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from documents.paper.models import Document, Rendering, new_id
from signing.envelopes import actions, jobs
from signing.envelopes.models import Envelope
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.paper import ANN, BEN, Sent, generated, send
from tests.people import Caller
from tests.racing import at_once
from tests.signing.envelopes import agreement
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("unlimited")

ROUNDS = 20
Send = Callable[..., Sent]


@pytest.fixture
def document(owner: Caller) -> dict[str, Any]:
    return generated(owner)


def another(document: dict[str, Any]) -> dict[str, Any]:
    """A document with the same file; cheaper than rendering one for each round."""
    row, rendering = Document.objects.get(id=document["id"]), Rendering.objects.get(document_id=document["id"])
    row.id, rendering.pk = new_id(), None
    rendering.document_id = row.id
    row.save(force_insert=True)
    rendering.save(force_insert=True)
    return {**document, "id": row.id}


@pytest.fixture
def fresh(owner: Caller, document: dict[str, Any]) -> Iterator[Send]:
    """Send another document."""

    def sent(**body: Any) -> Sent:
        return send(owner, another(document), **body)

    yield sent
    for envelope in Envelope.objects.all():
        agreement.check(envelope.id)


def race(*calls: Callable[[], Any]) -> list[int]:
    """The statuses of the answers, in order."""
    return [answer.status_code for answer in at_once(calls)]


def test_fifty_times_the_last_signature(fresh: Send) -> None:
    out = fresh()
    out.links[0].reach("signed")
    out.links[1].reach("consented")
    answers = at_once([lambda: out.links[1].take("sign")] * 50)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 410: 49}
    assert {answer.content for answer in answers if answer.status_code == 410} == {b'{"state":"gone"}'}
    assert agreement.check(out.id).status == "completed"
    assert agreement.ends(out.id) == ["completed"]
    assert Event.objects.filter(type="DOCUMENT_SIGNED").count() == 1
    assert agreement.jobs("seal_trail") == 1


def test_fifty_first_looks(fresh: Send) -> None:
    out = fresh()
    assert race(*[out.links[0].show] * 50) == [200] * 50
    assert TrailEvent.objects.filter(type="opened").count() == 1


def test_sixteen_signers_from_the_first_look_on(fresh: Send) -> None:
    people = [{"name": f"Signer {number}", "role": "buyer"} for number in range(16)]
    out = fresh(signers=people)
    answers = at_once([lambda link=link: link.reach("signed").json() for link in out.links])
    assert Counter(answer["completed"] for answer in answers) == {True: 1, False: 15}
    assert agreement.check(out.id).status == "completed"


def test_two_last_signers(fresh: Send) -> None:
    for _ in range(ROUNDS):
        out = fresh()
        for link in out.links:
            link.reach("consented")
        answers = at_once([lambda link=link: link.take("sign").json() for link in out.links])
        assert Counter(answer["completed"] for answer in answers) == {True: 1, False: 1}
        assert agreement.check(out.id).status == "completed"


def test_to_sign_or_to_decline_by_the_same_link(fresh: Send) -> None:
    for _ in range(ROUNDS):
        out = fresh(signers=[ANN])
        link = out.links[0]
        link.reach("consented")
        statuses = race(lambda link=link: link.take("sign"), lambda link=link: link.take("decline"))
        won = agreement.check(out.id).status
        assert (won, statuses) in (("completed", [200, 410]), ("declined", [410, 200]))


def test_one_signs_and_another_declines(fresh: Send) -> None:
    for _ in range(ROUNDS):
        out = fresh()
        ann, ben = out.links
        ann.reach("consented")
        signed, declined = race(lambda ann=ann: ann.take("sign"), lambda ben=ben: ben.take("decline"))
        envelope = agreement.check(out.id)
        assert (envelope.status, declined) == ("declined", 200)
        assert (envelope.signers.get(id=ann.id).status, signed) in (("signed", 200), ("consented", 410))


def test_the_last_signs_and_the_sender_voids(owner: Caller, fresh: Send) -> None:
    for _ in range(ROUNDS):
        out = fresh(signers=[ANN])
        out.links[0].reach("consented")
        statuses = race(
            lambda out=out: out.links[0].take("sign"), lambda out=out: Caller(owner.person).delete(out.path)
        )
        won = agreement.check(out.id).status
        assert (won, statuses) in (("completed", [200, 409]), ("voided", [410, 200]))


def test_the_last_signs_when_time_is_up(fresh: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(ROUNDS):
        with monkeypatch.context() as patch:
            clock = stopped(patch)
            out = fresh(signers=[ANN], expiresInDays=1)
            out.links[0].reach("consented")

            def let_expire(out: Sent = out, clock: Any = clock) -> bool:
                clock.move(days=1)
                return actions.record_expiry(envelope_id=out.id)

            signed, expired = at_once([lambda out=out: out.links[0].take("sign").status_code, let_expire])
            won = agreement.check(out.id).status
            assert (won, signed, expired) in (("completed", 200, False), ("expired", 410, True))


def test_one_declines_and_the_sender_voids(owner: Caller, document: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        out = send(owner, document)
        statuses = race(
            lambda out=out: out.links[0].take("decline"), lambda out=out: Caller(owner.person).delete(out.path)
        )
        won = agreement.check(out.id).status
        assert (won, statuses) in (("declined", [200, 409]), ("voided", [410, 200]))


def test_everyone_declines(owner: Caller, document: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        out = send(owner, document)
        assert sorted(race(*(lambda link=link: link.take("decline") for link in out.links))) == [200, 410]
        assert agreement.check(out.id).status == "declined"


def test_sent_twice(owner: Caller, document: dict[str, Any]) -> None:
    path = f"/api/documents/{document['id']}/signature"
    for _ in range(ROUNDS):
        answers = at_once([lambda: Caller(owner.person).post(path, {"signers": [ANN, BEN]})] * 2)
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        (won,) = [answer.json() for answer in answers if answer.status_code == 201]
        (lost,) = [answer.json() for answer in answers if answer.status_code == 409]
        assert lost["error"] == "cannot_send_for_signature"
        agreement.check(won["envelopeId"])
        owner.delete(f"/api/signatures/{won['envelopeId']}")


def test_sent_again_by_two_while_the_jobs_record_the_expiry(
    owner: Caller, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = f"/api/documents/{document['id']}/signature", stopped(monkeypatch)
    out = send(owner, document, expiresInDays=1)

    def again() -> Any:
        return Caller(owner.person).post(path, {"signers": [ANN], "expiresInDays": 1})

    for _ in range(10):
        clock.move(days=1)
        answers = at_once(
            [*[again] * 2, lambda out=out: jobs.expire(envelope_id=out.id), lambda: jobs.expire_overdue(0)]
        )
        assert sorted(answer.status_code for answer in answers[:2]) == [201, 409]
        assert agreement.check(out.id).status == "expired"
        out = Sent(document, next(answer.json() for answer in answers[:2] if answer.status_code == 201), [])
        assert agreement.check(out.id).status == "sent"


def test_edited_while_it_is_sent(owner: Caller, document: dict[str, Any]) -> None:
    path = f"/api/documents/{document['id']}"
    for number in range(ROUNDS):
        edited, sent = race(
            lambda number=number: Caller(owner.person).patch(path, {"title": f"Title {number}"}),
            lambda: Caller(owner.person).post(f"{path}/signature", {"signers": [ANN]}),
        )
        assert (edited, sent) in ((200, 409), (409, 201))
        if sent == 201:
            envelope = Envelope.objects.latest("id")
            assert agreement.check(envelope.id).title == owner.get(path).json()["title"]
            owner.delete(f"/api/signatures/{envelope.id}")
        else:
            assert owner.post(f"{path}/generate").status_code == 200


def test_deleted_while_it_is_sent(owner: Caller, document: dict[str, Any]) -> None:
    for _ in range(ROUNDS):
        path = f"/api/documents/{another(document)['id']}"
        statuses = race(
            lambda path=path: Caller(owner.person).delete(path),
            lambda path=path: Caller(owner.person).post(f"{path}/signature", {"signers": [ANN]}),
        )
        assert statuses in ([204, 404], [409, 201])
        assert owner.get(path).status_code == (404 if statuses == [204, 404] else 200)


def test_a_link_is_replaced_while_it_is_used(owner: Caller, fresh: Send) -> None:
    for _ in range(ROUNDS):
        out = fresh(signers=[ANN])
        link = out.links[0]
        link.reach("consented")
        used, replaced = race(
            lambda link=link: link.take("sign"),
            lambda out=out: Caller(owner.person).post(f"{out.path}/signers/{out.links[0].id}/link"),
        )
        assert (used, replaced) in ((200, 409), (410, 200))
        assert link.show().status_code == 410
