"""GET /api/signatures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose import clock
from signing.envelopes.models import Envelope
from tests.access import statuses
from tests.paper import draft
from tests.people import Caller, Person
from tests.prepared import sent
from tests.signing.envelopes.test_list import many

PATH = "/api/signatures"
STATUSES = "status must be one of sent, in_progress, completed, declined, voided, expired."


def listed(caller: Caller, query: str = "") -> list[str]:
    answer = caller.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.json()
    return [envelope["id"] for envelope in answer.json()["envelopes"]]


def test_everyone_of_an_organization_sees_its_envelopes(alice: Caller, people: dict[str, Person]) -> None:
    sent(alice)
    assert statuses(people, "GET", PATH) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_a_stranger_sees_none_of_them(alice: Caller, bob: Caller, charlie: Caller) -> None:
    out = sent(alice)
    assert listed(bob) == [out.id]
    assert charlie.get(PATH).json() == {"envelopes": []}


def test_envelopes_of_all_documents_are_listed_newest_first_each_as_it_shows_alone(alice: Caller) -> None:
    first, second = sent(alice), sent(alice)
    second.links[0].take("decline")
    assert alice.get(PATH).json() == {"envelopes": [alice.get(second.path).json(), alice.get(first.path).json()]}


def test_pages_follow_each_other_while_envelopes_are_added(alice: Caller) -> None:
    document = draft(alice)
    ids = many(alice, document["id"], 5)
    first = alice.get(PATH, {"limit": "2", "status": "voided"}).json()
    many(alice, document["id"], 1)
    second = alice.get(PATH, {"limit": "2", "status": "voided", "cursor": first["nextCursor"]}).json()
    third = alice.get(PATH, {"limit": "2", "status": "voided", "cursor": second["nextCursor"]}).json()
    pages = [[one["id"] for one in page["envelopes"]] for page in (first, second, third)]
    assert pages == [ids[:2], ids[2:4], ids[4:]]
    assert "nextCursor" not in third


def test_each_status_has_the_envelopes_that_show_it(alice: Caller) -> None:
    out = {status: sent(alice) for status in ("sent", "in_progress", "completed", "declined", "voided")}
    out["in_progress"].links[0].reach("signed")
    out["completed"].sign()
    out["declined"].links[0].take("decline")
    alice.delete(out["voided"].path)
    for status, one in out.items():
        assert (alice.get(one.path).json()["status"], listed(alice, f"?status={status}")) == (status, [one.id])
    assert listed(alice, "?status=expired") == []


def test_an_envelope_whose_time_is_up_is_expired_before_a_job_says_so(alice: Caller) -> None:
    out = sent(alice, expiresInDays=2)
    assert (listed(alice, "?status=sent"), listed(alice, "?status=expired")) == ([out.id], [])
    Envelope.objects.filter(pk=out.id).update(expires_at=clock.now())
    assert (listed(alice, "?status=sent"), listed(alice, "?status=expired")) == ([], [out.id])
    assert alice.get(out.path).json()["status"] == "expired"
    assert Envelope.objects.get(pk=out.id).status == "sent"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=sent", "state is no query parameter here: it takes status, cursor and limit."),
        ("status=open", STATUSES),
        ("status=", STATUSES),
        ("limit=0", "limit must be a whole number from 1 to 200."),
        ("cursor=x", "cursor is not one that this list gave."),
        ("status=sent%00", "status has a control character."),
    ],
)
def test_bad_parameters_are_refused_in_a_sentence(alice: Caller, query: str, sentence: str) -> None:
    answer = alice.get(f"{PATH}?{query}")
    assert (answer.status_code, answer.json()["message"]) == (400, sentence)


def test_a_list_of_fifty_takes_as_many_queries_as_one(alice: Caller) -> None:
    document, numbers = draft(alice), []
    for number in (1, 49):
        many(alice, document["id"], number)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(PATH).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
