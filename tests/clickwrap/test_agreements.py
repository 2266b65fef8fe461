"""GET and PATCH /api/clickwrap, /api/clickwrap/:id."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access import statuses
from tests.clickwrap.asking import accept, assert_names, published
from tests.people import Caller, Person
from workspace.models import Event

WRONG = ("agr_x", "x", "7", "doc_01h455vb4pex5vsknk084sn02q", "AGR_01H455VB4PEX5VSKNK084SN02Q")


def test_agreements_are_listed_only_within_the_organization(alice: Caller, charlie: Caller) -> None:
    own = [published(alice, key=f"k{number}") for number in range(3)]
    published(charlie)
    assert alice.get("/api/clickwrap").json() == {"agreements": own[::-1]}


def test_agreements_are_listed_page_by_page(alice: Caller) -> None:
    own = [published(alice, key=f"k{number}")["key"] for number in range(5)]
    first = alice.get("/api/clickwrap?limit=3").json()
    second = alice.get(f"/api/clickwrap?limit=3&cursor={first['nextCursor']}").json()
    assert [one["key"] for one in first["agreements"] + second["agreements"]] == own[::-1]
    assert "nextCursor" not in second


def test_the_queries_of_the_list_do_not_grow_with_it(alice: Caller) -> None:
    counts = []
    for number in range(2):
        published(alice, key=f"k{number}")
        with CaptureQueriesContext(connection) as queries:
            alice.get("/api/clickwrap")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_agreement_is_shown_with_its_texts(alice: Caller) -> None:
    published(alice, "one")
    two = published(alice, "two")
    answer = alice.get(f"/api/clickwrap/{two['id']}").json()
    versions = answer.pop("versions")
    assert answer == two
    assert [(one["version"], one["body"]) for one in versions] == [(2, "two"), (1, "one")]
    assert set(versions[0]) == {"version", "versionHash", "body", "createdAt", "texts"}


def test_the_texts_are_listed_page_by_page(alice: Caller) -> None:
    for number in range(23):
        agreement = published(alice, f"text {number}")
    first = alice.get(f"/api/clickwrap/{agreement['id']}").json()
    second = alice.get(f"/api/clickwrap/{agreement['id']}?cursor={first['nextCursor']}").json()
    assert [one["version"] for one in first["versions"] + second["versions"]] == list(range(23, 0, -1))


@pytest.mark.parametrize("active", [False, True])
def test_an_agreement_can_be_closed_and_opened(alice: Caller, active: bool) -> None:
    agreement = published(alice)
    path = f"/api/clickwrap/{agreement['id']}"
    alice.patch(path, {"active": not active})
    answer = alice.patch(path, {"active": active})
    assert (answer.status_code, answer.json()) == (200, {**agreement, "active": active})
    assert accept(agreement).status_code == (201 if active else 410)


def test_closing_and_opening_are_published_once(alice: Caller) -> None:
    path = f"/api/clickwrap/{published(alice)['id']}"
    for active in (True, False, False, True):
        assert alice.patch(path, {"active": active}).json()["active"] is active
    types = Event.objects.exclude(type="agreement.published").order_by("id").values_list("type", flat=True)
    assert list(types) == ["agreement.deactivated", "agreement.activated"]


@pytest.mark.parametrize("body", [{}, {"active": None}, {"active": "maybe"}, {"active": []}])
def test_an_invalid_change_is_refused(alice: Caller, body: dict[str, object]) -> None:
    answer = alice.patch(f"/api/clickwrap/{published(alice)['id']}", body)
    assert_names(answer, "active")


@pytest.mark.parametrize("what", ["", "/acceptances", "/acceptances.csv", "/status?subjectRef=x"])
def test_an_agreement_is_read_only_within_the_organization(people: dict[str, Person], alice: Caller, what: str) -> None:
    path = f"/api/clickwrap/{published(alice)['id']}{what}"
    assert statuses(people, "GET", path) == {"alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401}


def test_an_agreement_is_changed_only_within_the_organization(people: dict[str, Person], alice: Caller) -> None:
    path = f"/api/clickwrap/{published(alice)['id']}"
    assert statuses(people, "PATCH", path, {"active": False}) == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", ["agr_x", "x", "7", "doc_01h455vb4pex5vsknk084sn02q", "AGR_01h455vb4pex5vsknk084sn02q"]
)
@pytest.mark.parametrize("what", ["", "/acceptances", "/acceptances.csv", "/status?subjectRef=x"])
def test_an_unknown_agreement_is_not_found(alice: Caller, wrong: str, what: str) -> None:
    answer = alice.get(f"/api/clickwrap/{wrong}{what}")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not found."})
