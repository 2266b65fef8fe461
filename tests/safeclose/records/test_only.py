"""Lists of one owner are read from the owner's index, also where none of the newest rows is theirs."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from safeclose.http.pagination import Parts, page_of
from safeclose.records import only
from workspace.models import Company, Event, Location, Organization

LARGE, OTHERS = 1, 2
NUMBER = 2000
pytestmark = pytest.mark.django_db


def add_events(number: int, **owner: int) -> list[Event]:
    rows = [Event(type="t", subject_type="s", subject_id=str(i), actor={}, **owner) for i in range(number)]
    return Event.objects.bulk_create(rows)


@pytest.fixture
def older_half() -> None:
    """Half of all events are of one organization, and all of these are older than the others."""
    add_events(NUMBER, organization_id=LARGE)
    add_events(NUMBER, organization_id=OTHERS, user_id=7)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workspace_event")


def page(rows: Any, cursor: str | None = None, ordering: tuple[str, ...] = ("-id",)) -> tuple[list[Any], str | None]:
    request = Request(APIRequestFactory().get("/", {"cursor": cursor} if cursor else {}))
    return page_of(rows, request, ordering=ordering, size=50)


def page_sql(rows: Any, *of: Any) -> tuple[str, Sequence[Any]]:
    found: list[tuple[str, Sequence[Any]]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        page(rows, *of)
    (one,) = found
    return one


def rows_passed_over(sql: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return sum(int(number) for number in re.findall(r"Rows Removed by Filter: (\d+)", plan))


def test_no_row_of_others_is_read(older_half: None) -> None:
    assert rows_passed_over(*page_sql(Event.objects.filter(organization__only=LARGE))) == 0


def test_by_equality_all_newer_rows_are_read(older_half: None) -> None:
    """What the lookup is there for. If this fails, PostgreSQL does not need it any more."""
    assert rows_passed_over(*page_sql(Event.objects.filter(organization=LARGE))) == NUMBER


def test_parts_are_read_from_an_index_each(older_half: None) -> None:
    parts = Parts(Event.objects.all(), [Q(user__only=8), Q(organization__only=LARGE)])
    assert rows_passed_over(*page_sql(parts)) == 0


def test_a_later_page_does_not_read_the_rows_before_it() -> None:
    organization = Organization.objects.create(name="Acme", slug="acme")
    company = Company.objects.create(organization=organization, name="Acme")
    Location.objects.bulk_create(Location(company=company, name=f"L{n}", sort_order=n // 2) for n in range(NUMBER))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workspace_location")
    order = ("sort_order", "id")
    rows = Location.objects.filter(organization__only=organization.pk)
    middle = rows.order_by(*order)[NUMBER // 2]
    following = base64.urlsafe_b64encode(json.dumps([middle.sort_order, middle.pk]).encode()).decode()
    assert rows_passed_over(*page_sql(rows, following, order)) <= 1
    assert page(rows, following, order)[0] == list(rows.order_by(*order)[NUMBER // 2 + 1 :][:50])


def test_both_lookups_find_the_same(older_half: None) -> None:
    found = Event.objects.filter(organization__only=LARGE)
    assert set(found) == set(Event.objects.filter(organization=LARGE))
    assert list(Event.objects.filter(id__only=found[0].id)) == [found[0]]


def test_a_row_that_meets_two_conditions_comes_once() -> None:
    add_events(30, organization_id=LARGE)
    add_events(30, organization_id=LARGE, user_id=7)
    add_events(30, user_id=7)
    add_events(30, organization_id=OTHERS, user_id=8)
    parts = Parts(Event.objects.all(), [Q(user__only=7), Q(organization__only=LARGE)])
    first, cursor = page(parts)
    second, last = page(parts, cursor)
    assert (len(first), last) == (50, None)
    expected = Event.objects.exclude(user_id=8).order_by("-id")
    assert [*first, *second] == list(expected)
    assert set(parts.whole()) == set(expected)


def test_without_conditions_there_are_no_rows() -> None:
    add_events(1, organization_id=LARGE)
    parts = Parts(Event.objects.all(), [])
    assert page(parts) == ([], None)
    assert not parts.whole().exists()


def test_only_columns_of_the_list_itself_order_it() -> None:
    assert only.columns(Event.objects.filter(organization__only=1, user__only=7)) == ["organization_id", "user_id"]
    assert only.columns(Event.objects.filter(Q(organization__only=1) | Q(user__only=7))) == []
    assert only.columns(Event.objects.filter(organization__name__only="Acme")) == []
