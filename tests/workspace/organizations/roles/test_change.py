"""PATCH /v1/workspace/orgs/:id/roles/:roleId."""

from typing import Any

import pytest

from tests.people import Caller
from tests.workspace.asking import member, of, refused, role, said, told
from workspace.models import Event, Role
from workspace.organizations.models import PERMISSIONS

MORE = "The role {} gives more than your own."


def route(changed: Role) -> str:
    return of(changed.organization, path=f"/roles/{changed.pk}")


def owners(caller: Caller) -> Role:
    found: Role = caller.organization.roles.get(slug="owner")
    return found


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ({"name": " Teller "}, {"name": "Teller"}),
        ({"slug": "teller"}, {"slug": "teller"}),
        ({"permissions": ["roles", "brand"]}, {"permissions": ["brand", "roles"]}),
        ({"permissions": []}, {"permissions": []}),
    ],
)
def test_fields_that_are_not_named_stay(alice: Caller, body: dict[str, Any], after: dict[str, Any]) -> None:
    clerk = role(alice.organization, "members", slug="clerk")
    before = {"id": str(clerk.pk), "slug": "clerk", "name": "Clerk", "permissions": ["members"]}
    changed = {**before, **after}
    assert said(alice.patch(route(clerk), body)) == (200, {"role": changed})
    assert changed in alice.get(of(alice.organization)).json()["roles"]
    data = {key: changed[key] for key in ("name", "slug", "permissions")}
    assert told() == ("role.updated", "role", str(clerk.pk), data)


def test_changed_permissions_hold_from_the_next_request_on(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "locations")
    path = of(alice.organization, path="/locations")
    assert caller.post(path, {"name": "X"}).status_code == 201
    assert alice.patch(route(role(alice.organization, "locations")), {"permissions": []}).status_code == 200
    assert caller.post(path, {"name": "X"}).status_code == 403


@pytest.mark.parametrize("body", [{}, {"name": "Clerk", "slug": "clerk", "permissions": ["members"]}, {"id": "5"}])
def test_a_change_of_nothing_is_not_told(alice: Caller, body: dict[str, Any]) -> None:
    assert alice.patch(route(role(alice.organization, "members", slug="clerk")), body).status_code == 200
    assert not Event.objects.exists()


def test_a_slug_of_another_role_is_refused(alice: Caller) -> None:
    clerk = role(alice.organization, slug="clerk")
    for slug in ("member", "owner"):
        refused(alice.patch(route(clerk), {"slug": slug}), 409, "There is another role with this slug.")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"slug": "boss"}, "The role owner keeps its slug."),
        ({"slug": "boss", "name": "Boss"}, "The role owner keeps its slug."),
        ({"permissions": []}, "The role owner keeps all permissions."),
        ({"permissions": list(PERMISSIONS[1:])}, "The role owner keeps all permissions."),
    ],
)
def test_the_role_of_owners_keeps_slug_and_permissions(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.patch(route(owners(alice)), body), 409, sentence)
    assert (owners(alice).slug, owners(alice).name) == ("owner", "Owner")


def test_the_role_of_owners_may_have_another_name(alice: Caller) -> None:
    body = {"name": "Boss", "slug": "owner", "permissions": list(reversed(PERMISSIONS))}
    shown = {"id": str(owners(alice).pk), "slug": "owner", "name": "Boss", "permissions": list(PERMISSIONS)}
    assert said(alice.patch(route(owners(alice)), body)) == (200, {"role": shown})


@pytest.mark.parametrize("stored", [[], ["brand"], ["nonsense"]])
def test_the_owner_has_all_whatever_the_row_says(alice: Caller, stored: list[str]) -> None:
    Role.objects.filter(pk=owners(alice).pk).update(permissions=stored)
    assert alice.get(of(alice.organization)).json()["role"]["permissions"] == list(PERMISSIONS)
    clerk = role(alice.organization, slug="clerk")
    assert alice.patch(route(clerk), {"permissions": list(PERMISSIONS)}).status_code == 200


@pytest.mark.parametrize("key", [key for key in PERMISSIONS if key != "roles"])
def test_nobody_grants_what_they_do_not_hold(alice: Caller, key: str) -> None:
    caller = member(alice.organization, "dora", *[other for other in PERMISSIONS if other != key], slug="dora")
    clerk = role(alice.organization, slug="clerk")
    for slug in ("dora", "clerk"):
        own = alice.organization.roles.get(slug=slug)
        refused(caller.patch(route(own), {"permissions": [*own.permissions, key]}), 403, MORE.format(slug))
    assert caller.patch(route(clerk), {"permissions": ["roles"]}).status_code == 200


@pytest.mark.parametrize("body", [{"name": "X"}, {"slug": "x"}, {"permissions": []}, {"permissions": ["billing"]}, {}])
def test_nobody_changes_a_role_that_gives_more_than_their_own(alice: Caller, body: dict[str, Any]) -> None:
    caller = member(alice.organization, "dora", "roles")
    above = role(alice.organization, "billing", slug="above")
    refused(caller.patch(route(above), body), 403, MORE.format("above"))
    refused(caller.patch(route(owners(alice)), {"name": "X"}), 403, MORE.format("owner"))


def test_a_role_does_not_become_the_role_of_owners(alice: Caller) -> None:
    caller = member(alice.organization, "dora", *PERMISSIONS)
    refused(caller.patch(route(role(alice.organization, slug="member")), {"slug": "owner"}), 403, MORE.format("owner"))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": ""}, "name: This field may not be blank."),
        ({"slug": "a b"}, "slug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"permissions": ["x"]}, 'permissions.0: "x" is not a valid choice.'),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.patch(route(role(alice.organization, slug="clerk")), body), 400, sentence)
