"""POST /v1/workspace/orgs/:id/roles."""

from itertools import combinations
from typing import Any

import pytest

from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, member, of, refused, said, told
from workspace.models import Role
from workspace.organizations.models import PERMISSIONS

TAKEN = "There is another role with this slug."


def route(caller: Caller) -> str:
    return of(caller.organization, path="/roles")


def test_a_new_role_is_answered_as_the_organization_lists_it(alice: Caller) -> None:
    answer = alice.post(
        route(alice), {"name": " Clerk ", "slug": "clerk", "permissions": ["members", "brand", "members"]}
    )
    role = Role.objects.get(slug="clerk")
    shown = {"id": str(role.pk), "slug": "clerk", "name": "Clerk", "permissions": ["brand", "members"]}
    assert said(answer) == (201, {"role": shown})
    assert shown in alice.get(of(alice.organization)).json()["roles"]
    assert told() == (
        "role.created", "role", str(role.pk), {"name": "Clerk", "slug": "clerk", "permissions": ["brand", "members"]},
    )  # fmt: skip


def test_a_role_without_permissions_gives_none(alice: Caller) -> None:
    assert alice.post(route(alice), {"name": "X", "slug": "x"}).json()["role"]["permissions"] == []


@pytest.mark.parametrize("slug", ["member", "owner"])
def test_a_slug_of_another_role_is_refused(alice: Caller, slug: str) -> None:
    refused(alice.post(route(alice), {"name": "X", "slug": slug}), 409, TAKEN)
    assert alice.organization.roles.count() == 2


def test_slugs_are_each_organizations_own(alice: Caller, charlie: Caller) -> None:
    for caller in (alice, charlie):
        assert caller.post(route(caller), {"name": "X", "slug": "x"}).status_code == 201


def test_ten_roles_at_once_with_one_slug_make_one(committed: None) -> None:
    alice = Caller(acme_and_birch()["alice"])
    answers = at_once([lambda: alice.post(route(alice), {"name": "X", "slug": "x"})] * 10)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


@pytest.mark.parametrize("key", [key for key in PERMISSIONS if key != "roles"])
def test_nobody_grants_what_they_do_not_hold(alice: Caller, key: str) -> None:
    others = [other for other in PERMISSIONS if other != key]
    caller = member(alice.organization, "dora", *others)
    answer = caller.post(route(caller), {"name": "X", "slug": "x", "permissions": [key]})
    refused(answer, 403, "The role x gives more than your own.")
    refused(
        caller.post(route(caller), {"name": "X", "slug": "x", "permissions": list(PERMISSIONS)}),
        403,
        "The role x gives more than your own.",
    )
    assert caller.post(route(caller), {"name": "X", "slug": "x", "permissions": others}).status_code == 201


def test_whoever_holds_all_keys_makes_no_second_owner(alice: Caller) -> None:
    caller = member(alice.organization, "dora", *PERMISSIONS)
    refused(caller.post(route(caller), {"name": "X", "slug": "owner"}), 403, "The role owner gives more than your own.")


def test_an_unknown_key_in_a_row_gives_no_permission(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "roles", "everything")
    for pair in combinations(PERMISSIONS, 2):
        assert caller.post(route(caller), {"name": "X", "slug": "x", "permissions": pair}).status_code == 403


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "name: This field is required."),
        ({"name": "X"}, "slug: This field is required."),
        ({"name": "X", "slug": "A"}, "slug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"name": "X", "slug": "x", "permissions": ["root"]}, 'permissions.0: "root" is not a valid choice.'),
        ({"name": "X", "slug": "x", "permissions": [["brand"]]}, "permissions.0: \"['brand']\" is not a valid choice."),
        (
            {"name": "X", "slug": "x", "permissions": "brand"},
            'permissions: Expected a list of items but got type "str".',
        ),
        ({"name": "X", "slug": "x", "permissions": None}, "permissions: This field may not be null."),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(alice: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(alice.post(route(alice), body), 400, sentence)
    assert alice.organization.roles.count() == 2


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    refused(alice.generic("POST", route(alice), body, content_type="application/json"), 400, "Invalid body.")
