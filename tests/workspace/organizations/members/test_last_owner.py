"""However many remove and demote each other at once: an organization keeps an owner."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import member, membership, of
from workspace.models import Event, Membership


@pytest.fixture
def ten(committed: None) -> list[Caller]:
    """Ten owners of one organization."""
    alice = Caller(acme_and_birch()["alice"])
    return [alice, *(member(alice.organization, f"owner{number}", slug="owner") for number in range(9))]


def route(caller: Caller) -> str:
    return of(caller.organization, path=f"/members/{membership(caller).pk}")


def removes(by: Caller, whom: Caller) -> Callable[[], Any]:
    path = route(whom)
    return lambda: by.delete(path)


def demotes(by: Caller, whom: Caller) -> Callable[[], Any]:
    path = route(whom)
    return lambda: by.patch(path, {"roleSlug": "member"})


def owners(of_them: list[Caller]) -> int:
    return Membership.objects.owners().filter(organization=of_them[0].organization).count()


GONE_OR_LAST = {204, 200, 403, 404, 409}


@pytest.mark.parametrize("step", [1, 3, 5])
def test_owners_who_remove_each_other_leave_one(ten: list[Caller], step: int) -> None:
    answers = at_once([removes(caller, ten[(at + step) % 10]) for at, caller in enumerate(ten)])
    done = [answer.status_code for answer in answers]
    assert set(done) <= GONE_OR_LAST
    assert owners(ten) == 10 - done.count(204) >= 1
    assert Event.objects.filter(type="member.removed").count() == done.count(204)


def test_owners_who_remove_themselves_leave_one(ten: list[Caller]) -> None:
    answers = at_once([removes(caller, caller) for caller in ten])
    assert sorted(answer.status_code for answer in answers) == [204] * 9 + [409]
    assert owners(ten) == 1


def test_owners_who_demote_themselves_leave_one(ten: list[Caller]) -> None:
    answers = at_once([demotes(caller, caller) for caller in ten])
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [409]
    assert owners(ten) == 1


def test_owners_who_remove_or_demote_each_other_leave_one(ten: list[Caller]) -> None:
    calls = [(removes if at % 2 else demotes)(caller, ten[9 - at]) for at, caller in enumerate(ten)]
    done = [answer.status_code for answer in at_once(calls)]
    assert set(done) <= GONE_OR_LAST
    assert owners(ten) == 10 - done.count(204) - done.count(200) >= 1


def test_an_owner_removed_by_nine_others_at_once_is_removed_once(ten: list[Caller]) -> None:
    answers = at_once([removes(caller, ten[0]) for caller in ten[1:]])
    assert sorted(answer.status_code for answer in answers) == [204] + [404] * 8
    assert Event.objects.count() == 1
