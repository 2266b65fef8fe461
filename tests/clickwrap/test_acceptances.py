"""GET /api/clickwrap/:id/acceptances, acceptances.csv and status."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose.records import ids
from safeclose.records.ids import to_uuid
from tests.clickwrap.asking import accepted, public, published
from tests.people import Caller

pytestmark = pytest.mark.usefixtures("unlimited")

COLUMNS = "version, version_hash, accepted_at, concealed, kept, agreement_id, organization_id, publication_id"


def path(agreement: dict[str, Any], what: str) -> str:
    return f"/api/clickwrap/{agreement['id']}/{what}"


def listed(caller: Caller, agreement: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    return list(caller.get(path(agreement, f"acceptances{query}")).json()["acceptances"])


def table(caller: Caller, agreement: dict[str, Any], query: str = "") -> list[list[str]]:
    answer = caller.get(path(agreement, f"acceptances.csv{query}"))
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def test_acceptances_are_listed_newest_first(alice: Caller) -> None:
    agreement = published(alice)
    one = accepted(agreement, subjectRef="a")
    published(alice, "two")
    two = accepted(agreement)
    assert listed(alice, agreement) == [
        {
            "id": two["acceptanceId"], "version": 2, "versionHash": two["versionHash"], "subjectRef": None,
            "acceptedAt": two["acceptedAt"], "ip": "127.0.0.1", "userAgent": None, "verified": False,
            "language": None,
        },
        {
            "id": one["acceptanceId"], "version": 1, "versionHash": one["versionHash"], "subjectRef": "a",
            "acceptedAt": one["acceptedAt"], "ip": "127.0.0.1", "userAgent": None, "verified": False,
            "language": None,
        },
    ]  # fmt: skip


def copies_of_the_only_acceptance(number: int) -> list[str]:
    """The ids of more acceptances like the one that was made through the API, each newer than the one before."""
    made = sorted(ids.new("acc") for _ in range(number))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO clickwrap_acceptance (id, {COLUMNS})"
            f" SELECT made.id, {COLUMNS} FROM clickwrap_acceptance, unnest(%s::uuid[]) AS made (id)",
            [[to_uuid("acc", one) for one in made]],
        )
    return made


def test_acceptances_are_listed_two_hundred_at_a_time(alice: Caller) -> None:
    agreement = published(alice)
    made = [accepted(agreement)["acceptanceId"]]
    made += copies_of_the_only_acceptance(202)
    with CaptureQueriesContext(connection) as queries:
        first = alice.get(path(agreement, "acceptances")).json()
    assert len(first["acceptances"]) == 200
    accepted(agreement)  # one more, while the list is read
    second = alice.get(path(agreement, f"acceptances?cursor={first['nextCursor']}")).json()
    assert [one["id"] for one in first["acceptances"] + second["acceptances"]] == made[::-1]
    assert "nextCursor" not in second
    with CaptureQueriesContext(connection) as fewer:
        alice.get(path(agreement, f"acceptances?cursor={first['nextCursor']}"))
    assert len(queries) == len(fewer)


def test_acceptances_are_listed_by_subject(alice: Caller) -> None:
    agreement, other = published(alice), published(alice, key="other")
    for subject in ("a", "b", "a", None, "A"):
        accepted(agreement, subjectRef=subject)
    accepted(other, subjectRef="a")
    assert [one["subjectRef"] for one in listed(alice, agreement, "?subjectRef=a")] == ["a", "a"]
    assert len(listed(alice, agreement, "?subjectRef=%20a%20")) == 2
    assert listed(alice, agreement, "?subjectRef=c") == []


@pytest.mark.parametrize("what", ["acceptances", "acceptances.csv", "status"])
def test_an_empty_subject_is_refused(alice: Caller, what: str) -> None:
    answer = alice.get(path(published(alice), f"{what}?subjectRef=%20"))
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_parameter", "message": "subjectRef must be given."}


def test_the_table_has_a_row_for_each_acceptance(alice: Caller) -> None:
    agreement = published(alice)
    one, two = accepted(agreement, subjectRef='Élodie, "É"\n王'), accepted(agreement, subjectRef="b")
    header, *rows = table(alice, agreement)
    assert header == [
        "id",
        "version",
        "versionHash",
        "subjectRef",
        "acceptedAt",
        "ip",
        "userAgent",
        "verified",
        "language",
    ]
    assert rows == [
        [
            one["acceptanceId"],
            "1",
            one["versionHash"],
            'Élodie, "É"\n王',
            one["acceptedAt"],
            "127.0.0.1",
            "",
            "false",
            "",
        ],
        [two["acceptanceId"], "1", two["versionHash"], "b", two["acceptedAt"], "127.0.0.1", "", "false", ""],
    ]
    assert [row[3] for row in table(alice, agreement, "?subjectRef=b")[1:]] == ["b"]


def test_a_table_of_thousands_is_streamed_in_parts(alice: Caller) -> None:
    agreement = published(alice)
    accepted(agreement)
    copies_of_the_only_acceptance(2500)
    answer = alice.get(path(agreement, "acceptances.csv"))
    parts = list(answer.streaming_content)
    assert len(parts) == 2502
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acceptances of terms.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\n=1"])
def test_no_cell_is_a_formula(alice: Caller, evil: str) -> None:
    agreement = published(alice)
    Caller(None).post(public(agreement), {"subjectRef": evil}, headers={"User-Agent": evil.strip()})
    row = table(alice, agreement)[1]
    assert row[3] == f"'{evil.strip()}"
    assert row[6] in (f"'{evil.strip()}", "")


def test_the_status_says_what_a_subject_accepted(alice: Caller) -> None:
    agreement = published(alice, "one")
    status = path(agreement, "status?subjectRef=a")
    nothing = {"accepted": False, "versionHash": None, "acceptedAt": None, "current": False, "verified": False}
    assert alice.get(status).json() == nothing
    one = accepted(agreement, subjectRef="a")
    stands = {
        "accepted": True, "versionHash": one["versionHash"], "acceptedAt": one["acceptedAt"], "current": True,
        "verified": False,
    }  # fmt: skip
    assert alice.get(status).json() == stands
    published(alice, "two")
    assert alice.get(status).json() == {**stands, "current": False}
    assert alice.get(path(agreement, "status?subjectRef=b")).json() == nothing
    two = accepted(agreement, subjectRef="a")
    assert alice.get(status).json()["versionHash"] == two["versionHash"]
    published(alice, "one")  # what they accepted first is what is shown again
    assert alice.get(status).json() == stands


def test_a_status_needs_a_subject(alice: Caller) -> None:
    assert alice.get(path(published(alice), "status")).status_code == 400
