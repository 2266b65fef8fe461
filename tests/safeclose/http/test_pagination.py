"""Lists by key: nothing twice, nothing left out, whatever is added meanwhile."""

import base64
from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace as View
from typing import Any, TypeVar

import orjson
import pytest
from django.db.models import Model, QuerySet
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from safeclose import clock
from safeclose.http.pagination import KeysetPagination, portion
from safeclose.refusals import Code, Invalid
from tests.people import Caller
from workspace.models import Event, Organization

M = TypeVar("M", bound=Model)
BY_TIME = ["-created_at", "-id"]
NOW = clock.now()
pytestmark = pytest.mark.django_db


def page(
    rows: QuerySet[M], request: Request, *, order: Sequence[str], cap: int | None = None, whole: bool = False
) -> tuple[list[M], str | None]:
    """As a viewset of this ordering pages its rows: 50 of them, or `cap`, or all."""
    view = View(ordering=order, page_size=None if whole else cap or 50, max_page_size=cap or 200)
    pagination = KeysetPagination()
    return pagination.paginate_queryset(rows, request, view), pagination.cursor


def asked(**query: str) -> Request:
    return Request(APIRequestFactory().get("/", query))


def events(number: int, **fields: Any) -> list[Event]:
    actor = {"kind": "system"}
    rows = [Event(type="t", subject_type="s", subject_id=str(i), actor=actor, **fields) for i in range(number)]
    return Event.objects.bulk_create(rows)


def pages(order: Sequence[str], size: int) -> Iterator[list[Event]]:
    cursor: str | None = ""
    while cursor is not None:
        rows_of_page, cursor = page(Event.objects.all(), asked(cursor=cursor, limit=str(size)), order=order)
        assert rows_of_page
        yield rows_of_page


def ids(found: Iterator[list[Event]]) -> list[str]:
    return [event.id for rows in found for event in rows]


@pytest.mark.parametrize("order", [["id"], ["-id"], BY_TIME, ["created_at", "id"], ["type", "-created_at", "id"]])
def test_1500_rows_of_one_instant_come_once_each(order: list[str]) -> None:
    events(1500, created_at=NOW)
    found = ids(pages(order, 200))
    assert len(found) == len(set(found)) == 1500
    assert found == list(Event.objects.order_by(*order).values_list("id", flat=True))


@pytest.mark.parametrize("order", [["-id"], BY_TIME, ["created_at", "id"]])
def test_rows_added_meanwhile_move_nothing(order: list[str]) -> None:
    for hours in range(7):
        events(1, created_at=NOW - timedelta(hours=hours))
    before = set(Event.objects.values_list("id", flat=True))
    found: list[str] = []
    for rows in pages(order, 2):
        found += [event.id for event in rows]
        events(1, created_at=NOW + timedelta(hours=1))
        if len(found) > 30:
            break
    assert [one for one in found if one in before] == list(
        Event.objects.filter(id__in=before).order_by(*order).values_list("id", flat=True)
    )
    assert len(found) == len(set(found))


def test_rows_removed_meanwhile_move_nothing() -> None:
    made = events(6, created_at=NOW)
    first, cursor = page(Event.objects.all(), asked(limit="3"), order=BY_TIME)
    rest, last = page(Event.objects.exclude(id=first[-1].id), asked(limit="3", cursor=cursor or ""), order=BY_TIME)
    assert [event.id for event in first + rest] == sorted((event.id for event in made), reverse=True)
    assert last is None


@pytest.mark.parametrize(("rows", "more"), [(0, False), (49, False), (50, False), (51, True)])
def test_a_page_has_fifty_rows_unless_asked_otherwise(rows: int, more: bool) -> None:
    events(rows)
    found, cursor = page(Event.objects.all(), asked(), order=["-id"])
    assert (len(found), cursor is not None) == (min(rows, 50), more)


@pytest.mark.parametrize(("limit", "size"), [("1", 1), ("200", 200), ("0001", 1)])
def test_the_smallest_and_the_largest_limit_are_taken(limit: str, size: int) -> None:
    events(201)
    assert len(page(Event.objects.all(), asked(limit=limit), order=["-id"])[0]) == size


@pytest.mark.parametrize(
    "limit", ["0", "201", "-1", "+1", "1.0", "1e1", "", " 1", "ten", "٣", "²", "99999999999999999999"]
)
def test_a_limit_that_is_no_number_in_range_is_refused(limit: str) -> None:
    with pytest.raises(Invalid) as refusal:
        page(Event.objects.all(), asked(limit=limit), order=["-id"])
    assert refusal.value.reason == Code.INVALID_PARAMETER
    assert refusal.value.sentence == "limit must be a whole number from 1 to 200."


def test_a_fixed_cap_needs_no_limit() -> None:
    events(4)
    first, cursor = page(Event.objects.all(), asked(), order=["id"], cap=3)
    rest, last = page(Event.objects.all(), asked(cursor=cursor or ""), order=["id"], cap=3)
    assert (len(first), len(rest), last) == (3, 1, None)


@pytest.mark.parametrize(("limit", "size"), [("1", 1), ("2", 2), ("3", 3), ("4", 3), ("200", 3)])
def test_a_limit_narrows_a_fixed_cap_and_never_widens_it(limit: str, size: int) -> None:
    made = [event.id for event in events(5)]
    first, cursor = page(Event.objects.all(), asked(limit=limit), order=["id"], cap=3)
    assert [event.id for event in first] == made[:size]
    rest, _ = page(Event.objects.all(), asked(limit="200", cursor=cursor or ""), order=["id"], cap=3)
    assert [event.id for event in rest] == made[size : size + 3]


def test_a_whole_list_has_pages_only_when_it_is_asked_for_them() -> None:
    made = [event.id for event in events(60)]
    everything, cursor = page(Event.objects.all(), asked(), order=["id"], whole=True)
    assert ([event.id for event in everything], cursor) == (made, None)
    first, cursor = page(Event.objects.all(), asked(limit="7"), order=["id"], whole=True)
    rest, last = page(Event.objects.all(), asked(cursor=cursor or ""), order=["id"], whole=True)
    assert ([event.id for event in first + rest], last) == (made, None)
    assert len(first) == 7


def test_a_bad_limit_is_refused_on_every_kind_of_list() -> None:
    for kind in ({"cap": 3}, {"whole": True}):
        with pytest.raises(Invalid):
            page(Event.objects.all(), asked(limit="0"), order=["id"], **kind)
    with pytest.raises(Invalid):
        portion(["a"], asked(limit="0"), key=str)


def portions(limit: str) -> Iterator[list[str]]:
    cursor: str | None = ""
    while cursor is not None:
        found, cursor = portion(list("abcde"), asked(cursor=cursor, limit=limit), key=str)
        yield found


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("1", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("2", [["a", "b"], ["c", "d"], ["e"]]),
        ("5", [["a", "b", "c", "d", "e"]]),
        ("200", [["a", "b", "c", "d", "e"]]),
    ],
)
def test_a_list_in_memory_has_pages_too(limit: str, expected: list[list[str]]) -> None:
    assert list(portions(limit)) == expected


def test_a_list_in_memory_is_whole_without_a_limit() -> None:
    assert portion(list("abc"), asked(), key=str) == (["a", "b", "c"], None)
    assert portion([], asked(limit="3"), key=str) == ([], None)


def cursor_of(values: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


GOOD = Event(type="t").id
TAMPERED = {
    "no base64": "%%%", "not ascii": "é", "one letter": "a", "no JSON": "AAAA", "deep": "W1tbW1tb" * 200,
    "nothing": cursor_of(None), "empty": cursor_of([]), "object": cursor_of({"a": 1}),
    "too few": cursor_of([GOOD]), "too many": cursor_of([NOW.isoformat(), GOOD, 1]),
    "null id": cursor_of([NOW.isoformat(), None]), "null time": cursor_of([None, GOOD]), "number": cursor_of([5, GOOD]),
    "no time": cursor_of(["yesterday", GOOD]), "naive time": cursor_of(["2026-01-01T00:00:00", GOOD]),
    "another prefix": cursor_of([NOW.isoformat(), GOOD.replace("evt_", "doc_")]),
    "no id": cursor_of([NOW.isoformat(), "x"]), "NUL": cursor_of([NOW.isoformat(), "\x00"]),
    "nested": cursor_of([NOW.isoformat(), [GOOD]]),
}  # fmt: skip


@pytest.mark.parametrize("cursor", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        page(Event.objects.all(), asked(cursor=cursor), order=BY_TIME)
    assert refusal.value.reason == Code.INVALID_PARAMETER
    assert refusal.value.sentence == "cursor is not one that this list gave."


IN_MEMORY = {**TAMPERED, "unknown": cursor_of(["z"]), "list": cursor_of([["a"]]), "a number": cursor_of([1])}


@pytest.mark.parametrize("cursor", IN_MEMORY.values(), ids=IN_MEMORY)
def test_a_tampered_cursor_of_a_list_in_memory_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        portion(list("abc"), asked(cursor=cursor), key=str)
    assert refusal.value.sentence == "cursor is not one that this list gave."


@pytest.mark.parametrize("cursor", [cursor_of([None]), cursor_of([["x"]]), cursor_of(["doc_x"]), "x", "%00"])
def test_a_tampered_cursor_is_answered_400(cursor: str, alice: Caller) -> None:
    response = alice.get(f"/api/documents?cursor={cursor}")
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_parameter"


def test_any_value_of_a_cursor_is_an_answer_or_a_refusal() -> None:
    """Far years, huge numbers, other types: a query or Invalid, never a fault of the database."""
    times = [
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-02-30T00:00:00Z",
    ]
    for first in [*times, 10**18, -1.5, True, "", {}, [], "x" * 3000]:
        for second in [GOOD, 7, False, "\u0000", ""]:
            try:
                assert page(Event.objects.all(), asked(cursor=cursor_of([first, second])), order=BY_TIME) == ([], None)
            except Invalid:
                continue


@pytest.mark.parametrize("number", [1e30, -1e30, 2**63, 0.5, True, "7"])
def test_any_number_of_a_cursor_is_an_answer(number: Any) -> None:
    assert page(Organization.objects.all(), asked(cursor=cursor_of([number])), order=["id"]) == ([], None)


@pytest.mark.parametrize(("cursor", "body"), [(None, {"rows": [1]}), ("x", {"rows": [1], "nextCursor": "x"})])
def test_next_cursor_stands_only_where_rows_were_left_out(cursor: str | None, body: dict[str, Any]) -> None:
    pagination = KeysetPagination()
    pagination.view, pagination.cursor = View(listed_as="rows", list_extras=None), cursor
    assert pagination.get_paginated_response([1]).data == body
