"""GET /api/documents/:id/signatures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signing.envelopes.models import Envelope, Signer
from signing.evidence.models import Trail
from tests.access import statuses
from tests.paper import draft, send
from tests.people import Caller, Person
from tests.prepared import generated, sent


def many(caller: Caller, document_id: str, number: int) -> list[str]:
    """So many voided envelopes, made without the API; their ids, newest first."""
    made = []
    for _ in range(number):
        envelope = Envelope(document_id=document_id, organization=caller.organization, title="", page_count=1)
        envelope.trail = Trail.objects.create(id=envelope.id, kind="envelope", organization=caller.organization)
        envelope.status, envelope.voided_at = "voided", envelope.created_at
        envelope.save(force_insert=True)
        Signer.objects.create(envelope=envelope, name="Ann", role="buyer", order=1)
        made.append(envelope.id)
    return made[::-1]


def test_envelopes_are_listed_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "GET", f"/api/documents/{draft(alice)['id']}/signatures") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_document_never_sent_has_no_envelopes(alice: Caller) -> None:
    assert alice.get(f"/api/documents/{generated(alice)['id']}/signatures").json() == {"envelopes": []}


def test_envelopes_are_listed_newest_first_each_as_it_shows_alone(alice: Caller) -> None:
    first = sent(alice)
    first.links[0].take("decline")
    second = send(alice, first.document)
    sent(alice)
    assert alice.get(f"/api/documents/{first.document['id']}/signatures").json() == {
        "envelopes": [alice.get(second.path).json(), alice.get(first.path).json()]
    }


def test_envelopes_are_listed_page_by_page(alice: Caller) -> None:
    document = draft(alice)
    ids, path = many(alice, document["id"], 5), f"/api/documents/{document['id']}/signatures"
    first = alice.get(path, {"limit": "3"}).json()
    assert [envelope["id"] for envelope in first["envelopes"]] == ids[:3]
    second = alice.get(path, {"limit": "3", "cursor": first["nextCursor"]}).json()
    assert [envelope["id"] for envelope in second.pop("envelopes")] == ids[3:]
    assert second == {}


@pytest.mark.parametrize("identifier", ["doc_01h455vb4pex5vsknk084sn02q", "doc_1"])
def test_the_envelopes_of_an_unknown_document_are_not_found(alice: Caller, identifier: str) -> None:
    answer = alice.get(f"/api/documents/{identifier}/signatures")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})


def test_a_list_of_fifty_takes_as_many_queries_as_one(alice: Caller) -> None:
    document, numbers = draft(alice), []
    for number in (1, 49):
        many(alice, document["id"], number)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(f"/api/documents/{document['id']}/signatures").status_code == 200
        numbers.append(len(queries))
    assert numbers == [5, 5]
