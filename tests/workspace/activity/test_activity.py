"""GET /v1/workspace/activity."""

from typing import Any

import pytest

from tests.matching import A_TIME, an_id
from tests.people import Caller
from tests.workspace.asking import V1, membership, of, queries, role, said
from workspace.models import Event, Membership, User

ROUTE = f"{V1}/activity"


def happened(number: int = 1, **columns: Any) -> list[str]:
    """So many events; their ids, newest first."""
    actor = {"kind": "system", "id": "system", "name": "Safeclose"}
    made = [
        Event(type="x.y", subject_type="thing", subject_id=str(at), actor=actor, data={"at": at}, **columns)
        for at in range(number)
    ]
    return [event.id for event in reversed(Event.objects.bulk_create(made))]


def feed(caller: Caller, **query: str) -> list[str]:
    answer = caller.get(ROUTE, query)
    assert answer.status_code == 200, answer.json()
    return [event["id"] for event in answer.json()["events"]]


def test_an_event_is_answered_with_its_actor_and_subject(alice: Caller) -> None:
    location = alice.post(of(alice.organization, path="/locations"), {"name": "Ottawa"}).json()["location"]
    assert alice.person
    assert said(alice.get(ROUTE)) == (
        200,
        {
            "events": [
                {
                    "id": an_id("evt"),
                    "type": "location.created",
                    "subjectType": "location",
                    "subjectId": location["id"],
                    "actor": {"kind": "user", "id": str(alice.person.user.pk), "name": "Alice"},
                    "data": {"name": "Ottawa", "companyId": location["companyId"]},
                    "createdAt": A_TIME,
                }
            ]
        },
    )


def test_the_feed_has_own_events_and_those_of_the_active_organization(alice: Caller, charlie: Caller) -> None:
    assert alice.person
    assert charlie.person
    [own] = happened(user=alice.person.user)
    [acmes] = happened(organization=alice.organization)
    [both] = happened(organization=alice.organization, user=alice.person.user)
    [own_elsewhere] = happened(organization=charlie.organization, user=alice.person.user)
    happened(organization=charlie.organization)
    happened(user=charlie.person.user)
    happened()
    assert feed(alice) == [own_elsewhere, both, acmes, own]


def test_the_feed_follows_the_active_organization(alice: Caller, charlie: Caller) -> None:
    assert alice.person
    Membership.objects.create(
        organization=charlie.organization, user=alice.person.user, role=role(charlie.organization, slug="member")
    )
    [acmes], [birchs] = happened(organization=alice.organization), happened(organization=charlie.organization)
    assert feed(alice) == [acmes]
    alice.put(f"{V1}/active-org-id", {"organizationId": str(charlie.organization.pk)})
    assert feed(alice) == [birchs]


def test_events_of_an_organization_that_was_left_are_not_shown(alice: Caller, bob: Caller) -> None:
    assert bob.person
    User.objects.filter(pk=bob.person.user.pk).update(active_organization=bob.organization)
    happened(3, organization=bob.organization)
    [own] = happened(user=bob.person.user)
    assert len(feed(bob)) == 4
    alice.delete(of(bob.organization, path=f"/members/{membership(bob).pk}"))
    assert feed(bob) == [own]


def test_without_an_organization_only_own_events_are_shown(nobody: Caller, alice: Caller) -> None:
    """Not those that belong to no organization either."""
    assert nobody.person
    happened(2)
    happened(organization=alice.organization)
    assert nobody.get(ROUTE).json() == {"events": []}
    [own] = happened(user=nobody.person.user)
    assert feed(nobody) == [own]


@pytest.mark.parametrize(
    ("limit", "sizes"), [({}, [50, 50, 20]), ({"limit": "40"}, [40, 40, 40]), ({"limit": "200"}, [120])]
)
def test_the_pages_of_the_feed_show_every_event_once(alice: Caller, limit: dict[str, str], sizes: list[int]) -> None:
    assert alice.person
    expected = happened(60, user=alice.person.user)
    expected = happened(60, organization=alice.organization) + expected
    pages, query = [], {**limit}
    while True:
        body: dict[str, Any] = alice.get(ROUTE, query).json()
        pages.append([event["id"] for event in body["events"]])
        if "nextCursor" not in body:
            break
        query["cursor"] = body["nextCursor"]
    assert [len(page) for page in pages] == sizes
    assert [event for page in pages for event in page] == expected


def test_a_cursor_stays_while_more_happens(alice: Caller) -> None:
    expected = happened(4, organization=alice.organization)
    cursor = alice.get(ROUTE, {"limit": "2"}).json()["nextCursor"]
    happened(3, organization=alice.organization)
    assert feed(alice, cursor=cursor) == expected[2:]


def test_a_cursor_of_another_shows_nothing_of_theirs(alice: Caller, charlie: Caller) -> None:
    own = happened(1, organization=charlie.organization)
    happened(4, organization=alice.organization)
    cursor = alice.get(ROUTE, {"limit": "2"}).json()["nextCursor"]
    assert feed(charlie, cursor=cursor) == own


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("limit", "0", "limit must be a whole number from 1 to 200."),
        ("limit", "201", "limit must be a whole number from 1 to 200."),
        ("limit", "x", "limit must be a whole number from 1 to 200."),
        ("cursor", "nonsense", "cursor is not one that this list gave."),
        ("cursor", "WyJkb2NfMSJd", "cursor is not one that this list gave."),
        ("cursor", "a\0b", "cursor has a control character."),
    ],
)
def test_a_bad_limit_or_cursor_is_refused(alice: Caller, name: str, value: str, sentence: str) -> None:
    assert said(alice.get(ROUTE, {name: value})) == (400, {"error": sentence})


def test_fifty_events_take_as_many_queries_as_one(alice: Caller) -> None:
    happened(organization=alice.organization)
    before = queries(alice, ROUTE)
    happened(49, organization=alice.organization)
    assert len(feed(alice)) == 50
    assert queries(alice, ROUTE) == before
