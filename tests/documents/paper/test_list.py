"""GET /api/documents."""

from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.paper.models import Document
from tests.access import statuses
from tests.documents.deals.asking import made
from tests.paper import FORM, draft, generated
from tests.people import Caller, Person

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents"


def many(caller: Caller, number: int) -> list[str]:
    """So many drafts, made without the API; their ids, newest first."""
    made = [Document(organization=caller.organization, form_key=FORM, title=f"{index}") for index in range(number)]
    return [document.id for document in reversed(Document.objects.bulk_create(made))]


def found(caller: Caller, **query: str) -> list[str]:
    """The ids that the list gives."""
    return [document["id"] for document in caller.get(ROUTE, query).json()["documents"]]


def test_members_of_an_organization_list_its_documents(people: dict[str, Person]) -> None:
    assert statuses(people, "GET", ROUTE) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_the_list_is_empty_without_documents(alice: Caller) -> None:
    assert alice.get(ROUTE).json() == {"documents": []}


def test_the_list_shows_only_the_organizations_documents_newest_first(
    alice: Caller, bob: Caller, charlie: Caller
) -> None:
    first, second, foreign = draft(alice), draft(bob), draft(charlie)
    assert alice.get(ROUTE).json() == {"documents": [second, first]}
    assert charlie.get(ROUTE).json() == {"documents": [foreign]}


def test_documents_are_filtered(alice: Caller) -> None:
    plain, done = draft(alice)["id"], generated(alice)["id"]
    dealt, other = many(alice, 2)
    deal = made(alice)["id"]
    Document.objects.filter(id=dealt).update(deal_id=deal)
    Document.objects.filter(id=other).update(form_key="on/condo-lease")
    assert found(alice, status="GENERATED") == [done]
    assert found(alice, status="DRAFT", formKey=FORM) == [dealt, plain]
    assert found(alice, formKey="on/condo-lease") == [other]
    assert found(alice, dealId=deal) == [dealt]
    assert found(alice, dealId=deal, status="GENERATED") == []
    assert found(alice, status="FULLY_SIGNED") == []
    assert found(alice, formKey="", dealId="") == [dealt, other, done, plain]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("status", "draft", "status must be one of DRAFT, GENERATED, SENT_FOR_SIGNATURE, FULLY_SIGNED."),
        ("status", "", "status must be one of DRAFT, GENERATED, SENT_FOR_SIGNATURE, FULLY_SIGNED."),
        ("limit", "0", "limit must be a whole number from 1 to 200."),
        ("limit", "201", "limit must be a whole number from 1 to 200."),
        ("limit", "five", "limit must be a whole number from 1 to 200."),
        ("limit", "5.0", "limit must be a whole number from 1 to 200."),
        ("limit", "٥", "limit must be a whole number from 1 to 200."),
        ("limit", "-1", "limit must be a whole number from 1 to 200."),
        ("cursor", "nonsense", "cursor is not one that this list gave."),
        ("cursor", "WyJkb2NfMSJd", "cursor is not one that this list gave."),
        ("cursor", "e30", "cursor is not one that this list gave."),
        ("formKey", "a\0b", "formKey has a control character."),
        ("dealId", "\x07", "dealId has a control character."),
    ],
)
def test_a_malformed_parameter_is_refused(alice: Caller, name: str, value: str, message: str) -> None:
    answer = alice.get(ROUTE, {name: value})
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_parameter", "message": message}


@pytest.mark.parametrize(
    ("limit", "sizes"), [({}, [50, 50, 20]), ({"limit": "40"}, [40, 40, 40]), ({"limit": "200"}, [120])]
)
def test_the_pages_of_the_list_show_every_document_once(alice: Caller, limit: dict[str, str], sizes: list[int]) -> None:
    expected, pages, query = many(alice, 120), [], {**limit}
    while True:
        body: dict[str, Any] = alice.get(ROUTE, query).json()
        pages.append([document["id"] for document in body["documents"]])
        if "nextCursor" not in body:
            break
        query["cursor"] = body["nextCursor"]
    assert [len(page) for page in pages] == sizes
    assert list(chain(*pages)) == expected


def test_a_cursor_stays_while_documents_come_and_go(alice: Caller) -> None:
    expected = many(alice, 4)
    body = alice.get(ROUTE, {"limit": "2"}).json()
    newest = draft(alice)["id"]
    Document.objects.filter(id=expected[1]).delete()
    assert found(alice, cursor=body["nextCursor"]) == expected[2:]
    assert found(alice, limit="1") == [newest]


def test_a_cursor_of_another_organization_shows_nothing_of_it(alice: Caller, charlie: Caller) -> None:
    many(alice, 4)
    own = many(charlie, 1)
    cursor = alice.get(ROUTE, {"limit": "2"}).json()["nextCursor"]
    assert set(found(charlie, cursor=cursor)) <= set(own)


def test_filters_go_with_the_cursor(alice: Caller) -> None:
    ids = many(alice, 6)
    Document.objects.filter(id__in=ids[::2]).update(form_key="on/condo-lease")
    body = alice.get(ROUTE, {"formKey": FORM, "limit": "2"}).json()
    assert [document["id"] for document in body["documents"]] == [ids[1], ids[3]]
    assert found(alice, formKey=FORM, cursor=body["nextCursor"]) == [ids[5]]


def test_the_list_takes_as_many_queries_for_fifty_documents_as_for_one(alice: Caller) -> None:
    numbers = []
    for number in (1, 49):
        many(alice, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alice.get(ROUTE)
        numbers.append(len(queries))
    assert numbers == [3, 3]


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("formKey=on/spaceship", "formKey names no form that there is."),
        ("formKey=template/tpl_01h455vb4pex5vsknk084sn02q", "formKey names no form that there is."),
        ("formKey=template/x", "formKey names no form that there is."),
        ("dealId=deal_01h455vb4pex5vsknk084sn02q", "dealId names no deal of this organization."),
        ("dealId=deal_unknown", "dealId names no deal of this organization."),
    ],
)
def test_a_filter_by_what_there_is_not_is_refused(alice: Caller, parameter: str, sentence: str) -> None:
    answer = alice.get(f"/api/documents?{parameter}")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_parameter", "message": sentence})


def test_a_deal_of_another_organization_is_no_filter(alice: Caller, charlie: Caller) -> None:
    deal = charlie.post("/api/deals", {"title": "Theirs", "type": "purchase"}).json()
    assert alice.get(f"/api/documents?dealId={deal['id']}").status_code == 400
    assert charlie.get(f"/api/documents?dealId={deal['id']}").json() == {"documents": []}
