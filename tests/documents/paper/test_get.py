"""GET /api/documents/:id."""

import pytest

from tests.access import statuses
from tests.paper import draft
from tests.people import Caller, Person


def test_members_of_the_organization_read_a_document(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "GET", f"/api/documents/{draft(alice)['id']}") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_team_reads_a_members_document(alice: Caller, bob: Caller) -> None:
    document = draft(alice)
    assert bob.get(f"/api/documents/{document['id']}").json() == document


@pytest.mark.parametrize(
    "identifier",
    [
        "doc_01h455vb4pex5vsknk084sn02q",
        "doc_",
        "doc_1",
        "doc_01H455VB4PEX5VSKNK084SN02Q",
        "doc_z1h455vb4pex5vsknk084sn02q",
        "doc_01h455vb4pex5vsknk084sn02q0",
        "doc_01h455vb4pex5vsknk084sn0%00",
        "doc_01h455vb4pex5vsknk084sn02%C3%A9",
        "doc_018c1ab2-0000-7000-8000-000000000000",
        "env_01h455vb4pex5vsknk084sn02q",
        "01h455vb4pex5vsknk084sn02q",
        "5",
        "doc_" + "0" * 5000,
    ],
    ids=lambda text: text[:34],
)
def test_an_unknown_document_is_not_found(alice: Caller, identifier: str) -> None:
    answer = alice.get(f"/api/documents/{identifier}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "message": "Not found."}


def test_reading_a_document_takes_a_fixed_number_of_queries(alice: Caller, django_assert_num_queries: object) -> None:
    document = draft(alice)
    alice.get(f"/api/documents/{document['id']}")
    with django_assert_num_queries(3):
        alice.get(f"/api/documents/{document['id']}")
