"""Who is written to about something that was sent: who made it, or else the owners who can sign in."""

from typing import Any

import pytest

from signing.ceremony.senders import senders
from tests.people import Person
from workspace.models import Membership, Role, User


@pytest.fixture
def told(people: dict[str, Person]) -> Any:
    """The names of those who are written to, of Acme, about what this person made."""
    acme = people["alice"].organization
    assert acme is not None
    names = {person.user.pk: name for name, person in people.items()}

    def told(creator: str | None) -> list[str]:
        return [names[one] for one in senders(acme.pk, people[creator].user.pk if creator else None)]

    return told


def close(person: Person) -> None:
    """Their account."""
    User.objects.filter(pk=person.user.pk).update(is_active=False)


def leave(person: Person) -> None:
    Membership.objects.filter(user=person.user).update(status=Membership.Status.REMOVED)


@pytest.mark.parametrize(("creator", "names"), [("bob", ["bob"]), ("alice", ["alice"]), (None, ["alice"])])
def test_who_made_it_is_told_or_the_owner(told: Any, creator: str | None, names: list[str]) -> None:
    assert told(creator) == names


@pytest.mark.parametrize("gone", [close, leave])
def test_the_owner_is_told_in_place_of_who_is_gone(told: Any, people: dict[str, Person], gone: Any) -> None:
    gone(people["bob"])
    assert told("bob") == ["alice"]


def test_people_of_another_organization_are_not_told(told: Any) -> None:
    assert told("charlie") == ["alice"]


def test_all_owners_who_can_sign_in_are_told(told: Any, people: dict[str, Person]) -> None:
    owners = Role.objects.get(organization=people["alice"].organization, slug="owner")
    Membership.objects.filter(user=people["bob"].user).update(role=owners)
    Membership.objects.create(organization=owners.organization, user=people["nobody"].user, role=owners)
    close(people["nobody"])
    assert told(None) == ["alice", "bob"]


def test_nobody_is_told_where_no_owner_can_sign_in(told: Any, people: dict[str, Person]) -> None:
    close(people["alice"])
    leave(people["bob"])
    assert told("bob") == []
