"""What happens at the same moment: whatever wins, it happens once, all tables agree, and no one gets a 500."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db.models import Model

from documents.paper.models import Document, Rendering
from safeclose.actors import SYSTEM
from safeclose.records import ids
from signing.ceremony.delivery import actions as delivery
from signing.ceremony.links import NewLink
from signing.ceremony.models import Link
from signing.envelopes import actions, jobs
from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import TrailEvent
from tests.clocks import stopped
from tests.paper import ANN, BEN, Sent, generated, send
from tests.people import Caller
from tests.racing import at_once, races, until_held_up
from tests.signing.envelopes import agreement
from tests.thorough import rounds
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("unlimited")

MANY = rounds(8, 50)
Send = Callable[..., Sent]


@pytest.fixture
def document(owner: Caller) -> dict[str, Any]:
    return generated(owner)


def another(document: dict[str, Any]) -> dict[str, Any]:
    """A document with the same file; cheaper than rendering one for each round."""
    row, rendering = Document.objects.get(id=document["id"]), Rendering.objects.get(document_id=document["id"])
    row.id, rendering.pk = ids.new("doc"), None
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


def race(*calls: Callable[[], Any], held: Iterable[type[Model]] = ()) -> list[int]:
    """The statuses of the answers, in order."""
    return [answer.status_code for answer in at_once(calls, held=held)]


def test_the_last_signature_given_many_times_at_once_counts_once(fresh: Send) -> None:
    out = fresh()
    out.links[0].reach("signed")
    out.links[1].reach("consented")
    answers = at_once([lambda: out.links[1].take("sign")] * MANY, held=[Envelope])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 410: MANY - 1}
    assert {answer.content for answer in answers if answer.status_code == 410} == {b'{"state":"gone"}'}
    assert agreement.check(out.id).status == "completed"
    assert agreement.ends(out.id) == ["completed"]
    assert Event.objects.filter(type="DOCUMENT_SIGNED").count() == 1
    assert agreement.jobs("seal_trail") == 1


def test_many_first_looks_at_once_are_recorded_once(fresh: Send) -> None:
    out = fresh()
    assert race(*[out.links[0].show] * MANY, held=[Envelope]) == [200] * MANY
    assert TrailEvent.objects.filter(type="opened").count() == 1


def test_many_signers_at_once_complete_the_envelope_once(fresh: Send) -> None:
    people = [{"name": f"Signer {number}", "role": "buyer"} for number in range(MANY)]
    out = fresh(signers=people)
    answers = at_once([lambda link=link: link.reach("signed").json() for link in out.links], held=[Envelope])
    assert Counter(answer["completed"] for answer in answers) == {True: 1, False: MANY - 1}
    assert agreement.check(out.id).status == "completed"


def test_two_last_signers_at_once_complete_the_envelope_once(fresh: Send) -> None:
    for held in races(Envelope, thorough=20):
        out = fresh()
        for link in out.links:
            link.reach("consented")
        answers = at_once([lambda link=link: link.take("sign").json() for link in out.links], held=held)
        assert Counter(answer["completed"] for answer in answers) == {True: 1, False: 1}
        assert agreement.check(out.id).status == "completed"


def test_signing_and_declining_by_one_link_at_once_has_one_winner(fresh: Send) -> None:
    for held in races(Envelope, thorough=20):
        out = fresh(signers=[ANN])
        link = out.links[0]
        link.reach("consented")
        statuses = race(lambda link=link: link.take("sign"), lambda link=link: link.take("decline"), held=held)
        won = agreement.check(out.id).status
        assert (won, statuses) in (("completed", [200, 410]), ("declined", [410, 200]))


def test_a_decline_ends_the_envelope_while_another_signs(fresh: Send) -> None:
    for held in races(Envelope, thorough=20):
        out = fresh()
        ann, ben = out.links
        ann.reach("consented")
        signed, declined = race(lambda ann=ann: ann.take("sign"), lambda ben=ben: ben.take("decline"), held=held)
        envelope = agreement.check(out.id)
        assert (envelope.status, declined) == ("declined", 200)
        assert (envelope.signers.get(id=ann.id).status, signed) in (("signed", 200), ("consented", 410))


def test_the_last_signature_and_a_void_at_once_have_one_winner(owner: Caller, fresh: Send) -> None:
    for held in races(Envelope, thorough=20):
        out = fresh(signers=[ANN])
        out.links[0].reach("consented")
        statuses = race(
            lambda out=out: out.links[0].take("sign"), lambda out=out: Caller(owner.person).delete(out.path), held=held
        )
        won = agreement.check(out.id).status
        assert (won, statuses) in (("completed", [200, 409]), ("voided", [410, 200]))


def test_the_last_signature_and_the_expiry_at_once_have_one_winner(
    fresh: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    for held in races(Envelope, thorough=20):
        with monkeypatch.context() as patch:
            clock = stopped(patch)
            out = fresh(signers=[ANN], expiresInDays=1)
            out.links[0].reach("consented")

            def let_expire(out: Sent = out, clock: Any = clock, held: Any = held) -> bool:
                if held:
                    until_held_up()  # the signature, before the time is up
                clock.move(days=1)
                return actions.record_expiry(envelope_id=out.id, by=SYSTEM)

            signed, expired = at_once([lambda out=out: out.links[0].take("sign").status_code, let_expire], held=held)
            won = agreement.check(out.id).status
            assert (won, signed, expired) in (("completed", 200, False), ("expired", 410, True))


def test_a_decline_and_a_void_at_once_have_one_winner(owner: Caller, document: dict[str, Any]) -> None:
    for held in races(Envelope, thorough=20):
        out = send(owner, document)
        statuses = race(
            lambda out=out: out.links[0].take("decline"),
            lambda out=out: Caller(owner.person).delete(out.path),
            held=held,
        )
        won = agreement.check(out.id).status
        assert (won, statuses) in (("declined", [200, 409]), ("voided", [410, 200]))


def test_two_declines_at_once_are_one(owner: Caller, document: dict[str, Any]) -> None:
    for held in races(Envelope, thorough=20):
        out = send(owner, document)
        assert sorted(race(*(lambda link=link: link.take("decline") for link in out.links), held=held)) == [200, 410]
        assert agreement.check(out.id).status == "declined"


def test_a_document_sent_twice_at_once_goes_out_once(owner: Caller, document: dict[str, Any]) -> None:
    path = f"/api/documents/{document['id']}/signature"
    for held in races(Document, thorough=20):
        answers = at_once([lambda: Caller(owner.person).post(path, {"signers": [ANN, BEN]})] * 2, held=held)
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        (won,) = [answer.json() for answer in answers if answer.status_code == 201]
        (lost,) = [answer.json() for answer in answers if answer.status_code == 409]
        assert lost["error"] == "cannot_send_for_signature"
        agreement.check(won["envelopeId"])
        owner.delete(f"/api/signatures/{won['envelopeId']}")


def test_an_expired_document_sent_by_two_during_the_expiry_jobs_goes_out_once(
    owner: Caller, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = f"/api/documents/{document['id']}/signature", stopped(monkeypatch)
    out = send(owner, document, expiresInDays=1)

    def again() -> Any:
        return Caller(owner.person).post(path, {"signers": [ANN], "expiresInDays": 1})

    for held in races(Document, Envelope, thorough=10):
        clock.move(days=1)
        answers = at_once(
            [*[again] * 2, lambda out=out: jobs.expire(envelope_id=out.id), lambda: jobs.expire_overdue(0)], held=held
        )
        assert sorted(answer.status_code for answer in answers[:2]) == [201, 409]
        assert agreement.check(out.id).status == "expired"
        out = Sent(document, next(answer.json() for answer in answers[:2] if answer.status_code == 201), [])
        assert agreement.check(out.id).status == "sent"


def test_an_edit_and_a_send_at_once_have_one_winner(owner: Caller, document: dict[str, Any]) -> None:
    path = f"/api/documents/{document['id']}"
    for number, held in enumerate(races(Document, thorough=20)):
        edited, sent = race(
            lambda number=number: Caller(owner.person).patch(path, {"title": f"Title {number}"}),
            lambda: Caller(owner.person).post(f"{path}/signature", {"signers": [ANN]}),
            held=held,
        )
        assert (edited, sent) in ((200, 409), (409, 201))
        if sent == 201:
            envelope = Envelope.objects.latest("id")
            assert agreement.check(envelope.id).title == owner.get(path).json()["title"]
            owner.delete(f"/api/signatures/{envelope.id}")
        else:
            assert owner.post(f"{path}/generate").status_code == 200


def test_a_deletion_and_a_send_at_once_have_one_winner(owner: Caller, document: dict[str, Any]) -> None:
    for held in races(Document, thorough=20):
        path = f"/api/documents/{another(document)['id']}"
        statuses = race(
            lambda path=path: Caller(owner.person).delete(path),
            lambda path=path: Caller(owner.person).post(f"{path}/signature", {"signers": [ANN]}),
            held=held,
        )
        assert statuses in ([204, 404], [409, 201])
        assert owner.get(path).status_code == (404 if statuses == [204, 404] else 200)


def test_a_link_replaced_while_it_is_used_has_one_winner(owner: Caller, fresh: Send) -> None:
    for held in races(Envelope, thorough=20):
        out = fresh(signers=[ANN])
        link = out.links[0]
        link.reach("consented")
        used, replaced = race(
            lambda link=link: link.take("sign"),
            lambda out=out: Caller(owner.person).post(f"{out.path}/signers/{out.links[0].id}/link"),
            held=held,
        )
        assert (used, replaced) in ((200, 409), (410, 200))
        assert link.show().status_code == 410


def test_an_address_refused_while_the_link_is_replaced_is_recorded(owner: Caller, document: dict[str, Any]) -> None:
    """Both lock the envelope first, and then what belongs to it; in two orders they would wait for each other."""
    for held in races(Envelope, thorough=20):
        out = send(owner, another(document), signers=[ANN])
        signer = out.links[0].id
        issued = delivery.record_link(signer=Signer.objects.get(id=signer), occasion="asked")
        assert issued is not None

        def refuse(issued: NewLink = issued, held: Any = held) -> None:
            if held:
                until_held_up()  # the new link, which then has the envelope first
            delivery.record_link_refused(
                signer=issued.signer, link_id=issued.link.pk, sentence="No such user.", what="link", by=SYSTEM
            )

        def replace(path: str = f"{out.path}/signers/{signer}/link") -> int:
            return Caller(owner.person).post(path, {"delivery": "email"}).status_code

        assert at_once([refuse, replace], held=held) == [None, 200]
        assert not Link.objects.filter(signer=signer).exists()
        assert Event.objects.filter(type="envelope.undelivered", subject_id=out.id).count() == 1
