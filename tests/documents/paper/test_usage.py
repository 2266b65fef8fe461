"""GET /api/documents/usage."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from documents.paper.models import Rendering
from safeclose.records import ids
from tests.access import statuses
from tests.clocks import Clock, stopped
from tests.paper import draft, generated
from tests.people import Caller, Person

pytestmark = pytest.mark.usefixtures("equal_documents_made_once")

ROUTE = "/api/documents/usage"
TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, datetime(2026, 6, 15, 12, tzinfo=UTC))


def rendered(caller: Caller, *instants: datetime) -> None:
    """One document, rendered at these instants."""
    document_id = ids.new("doc")
    for at in instants:
        Rendering.objects.create(
            organization=caller.organization, document_id=document_id, sha256="0" * 64, data_sha256="0" * 64,
            template_version="1", page_count=1, rendered_at=at,
        )  # fmt: skip


def used(caller: Caller) -> Any:
    return caller.get(ROUTE).json()["used"]


def test_members_of_an_organization_read_its_usage(people: dict[str, Person]) -> None:
    assert statuses(people, "GET", ROUTE) == {
        "alice": 200, "bob": 200, "charlie": 200, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def test_usage_is_zero_without_documents(alice: Caller, clock: Clock) -> None:
    assert alice.get(ROUTE).json() == {"used": 0, "included": 15, "periodLabel": "June 2026"}


def test_each_document_counts_once_however_often_it_is_rendered(alice: Caller, bob: Caller, clock: Clock) -> None:
    document = generated(alice)
    generated(bob)
    draft(alice)
    alice.patch(f"/api/documents/{document['id']}", {"title": "House"})
    assert alice.post(f"/api/documents/{document['id']}/generate").status_code == 200
    assert alice.get(ROUTE).json() == {"used": 2, "included": 15, "periodLabel": "June 2026"}
    clock.move(days=30)
    assert alice.get(ROUTE).json() == {"used": 0, "included": 15, "periodLabel": "July 2026"}


def test_a_document_counts_in_each_month_in_which_it_is_rendered(alice: Caller, clock: Clock) -> None:
    rendered(
        alice, datetime(2026, 5, 20, tzinfo=UTC), datetime(2026, 6, 10, tzinfo=UTC), datetime(2026, 6, 11, tzinfo=UTC)
    )
    assert used(alice) == 1
    clock.move(days=-30)
    assert used(alice) == 1


def test_a_deleted_document_still_counts(alice: Caller) -> None:
    alice.delete(f"/api/documents/{generated(alice)['id']}")
    assert used(alice) == 1


def test_documents_of_other_organizations_are_not_counted(alice: Caller, charlie: Caller) -> None:
    generated(charlie)
    assert (used(alice), used(charlie)) == (0, 1)


@pytest.mark.parametrize(
    ("month", "zone", "first", "end"),
    [
        ("June 2025", "America/Toronto", (2025, 6, 1, 4), (2025, 7, 1, 4)),
        ("December 2025", "America/Toronto", (2025, 12, 1, 5), (2026, 1, 1, 5)),
        ("March 2025", "America/Toronto", (2025, 3, 1, 5), (2025, 4, 1, 4)),  # summer time begins
        ("November 2020", "America/Toronto", (2020, 11, 1, 4), (2020, 12, 1, 5)),  # and ends, on the 1st
        ("February 2024", "America/Vancouver", (2024, 2, 1, 8), (2024, 3, 1, 8)),
        ("June 2025", "Pacific/Kiritimati", (2025, 5, 31, 10), (2025, 6, 30, 10)),
    ],
)
def test_the_edges_of_a_month_are_midnights_where_the_organization_is(
    alice: Caller, clock: Clock, month: str, zone: str, first: tuple[int, ...], end: tuple[int, ...]
) -> None:
    alice.organization.timezone = zone
    alice.organization.save()
    begins, ends = datetime(*first, tzinfo=UTC), datetime(*end, tzinfo=UTC)
    moment = Clock(begins)
    rendered(alice, begins)
    moment.instant = ends
    moment.move(milliseconds=-1)
    rendered(alice, moment.instant)
    rendered(alice, ends)
    for instant, label, number in ((begins, month, 2), (moment.instant, month, 2), (ends, None, 1)):
        clock.instant = instant
        body = alice.get(ROUTE).json()
        assert body["used"] == number
        assert label in (None, body["periodLabel"])
    clock.instant = begins
    clock.move(milliseconds=-1)
    assert alice.get(ROUTE).json()["used"] == 0


def test_a_midnight_that_comes_twice_begins_the_month_once(alice: Caller, clock: Clock) -> None:
    """In Havana clocks go back from one to midnight, in 2020 on the first of November."""
    alice.organization.timezone = "America/Havana"
    alice.organization.save()
    first, second = datetime(2020, 11, 1, 4, 10, tzinfo=UTC), datetime(2020, 11, 1, 5, 10, tzinfo=UTC)
    rendered(alice, first)
    rendered(alice, second)
    for instant in (first, second, datetime(2020, 11, 30, tzinfo=UTC)):
        clock.instant = instant
        assert alice.get(ROUTE).json() == {"used": 2, "included": 15, "periodLabel": "November 2020"}
    clock.instant = datetime(2020, 11, 1, 3, 59, tzinfo=UTC)
    assert used(alice) == 0


def test_usage_is_answered_without_a_limit_when_the_plan_has_none(
    alice: Caller, clock: Clock, settings: Settings
) -> None:
    settings.DOCUMENTS_INCLUDED_PER_MONTH = None
    assert alice.get(ROUTE).json() == {"used": 0, "included": None, "periodLabel": "June 2026"}


def test_usage_beyond_the_plan_does_not_prevent_generation(alice: Caller, settings: Settings) -> None:
    settings.DOCUMENTS_INCLUDED_PER_MONTH = 1
    generated(alice)
    generated(alice)
    body = alice.get(ROUTE).json()
    assert (body["used"], body["included"]) == (2, 1)
