"""Every route of the workspace, and who gets what from it; a new route without a row here fails."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from signing.packages.models import Manager, ManagerMembership
from tests.people import Caller, Person
from tests.workspace.asking import LACKS, NOT_NUMERIC, OF_NO_ROW, V1, first_location, member, of, role, said
from tests.workspace.organizations.test_logo import picture
from workspace.models import Company, Location, Membership, Organization, User

Path = Callable[[Organization], str]


def fixed(path: str) -> Path:
    return lambda _: f"{V1}/{path}"


def within(path: str = "") -> Path:
    return lambda organization: of(organization, path=path)


def a_location(organization: Organization) -> str:
    company = Company.objects.filter(organization=organization).first()
    return of(organization, path=f"/locations/{Location.objects.create(company=company, name='Spare').pk}")


def a_role(organization: Organization) -> str:
    return of(organization, path=f"/roles/{role(organization, slug=f'spare-{uuid4().hex[:8]}').pk}")


def a_member(organization: Organization) -> str:
    user = User.objects.create(clerk_user_id=f"user_{uuid4().hex}")
    spare = Membership.objects.create(organization=organization, user=user, role=organization.roles.get(slug="member"))
    return of(organization, path=f"/members/{spare.pk}")


SIGNINGS = {"tiers": {"signings": "read"}}


def a_managers_body(organization: Organization) -> dict[str, Any]:
    a_member(organization)
    newest = Membership.objects.filter(organization=organization, role__slug="member").order_by("pk").last()
    return {"userId": str(newest and newest.user_id), **SIGNINGS}


def a_manager(organization: Organization) -> str:
    body = a_managers_body(organization)
    manager = Manager.objects.create(user_id=body["userId"])
    row = ManagerMembership.objects.create(manager=manager, organization=organization, signings=2)
    return of(organization, path=f"/managers/{row.pk}")


def a_logo(_: Organization) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("logo.png", picture())}


def unused(**body: Any) -> Callable[[Organization], dict[str, Any]]:
    """A body whose `{}` is different each time."""
    return lambda _: {key: value.replace("{}", uuid4().hex[:8]) for key, value in body.items()}


def choice(organization: Organization) -> dict[str, Any]:
    return {"organizationId": str(organization.pk)}


ANYONE_SIGNED_IN = {"owner": 200, "with": 200, "without": 200, "stranger": 200, "nobody": 200, "anyone": 401}
# Who has the permission, and no rights of a manager's own, can give none.
MORE_RIGHTS = "These rights are more than your own: signings."
GIVERS = {"owner": 200, "with": 403, "without": 403, "stranger": 404, "nobody": 404, "anyone": 401}
MEMBERS = {"owner": 200, "with": 200, "without": 200, "stranger": 404, "nobody": 404, "anyone": 401}
HOLDERS = {"owner": 200, "with": 200, "without": 403, "stranger": 404, "nobody": 404, "anyone": 401}


def but(expected: dict[str, int], good: int) -> dict[str, int]:
    """With another status for those who may."""
    return {who: good if status == 200 else status for who, status in expected.items()}


# route: (path, body, permission of the one "with", who gets what)
ROWS: dict[str, tuple[Path, Callable[[Organization], dict[str, Any]] | None, str, dict[str, int]]] = {
    "GET memberships": (fixed("memberships"), None, "", ANYONE_SIGNED_IN),
    "GET active-org-id": (fixed("active-org-id"), None, "", ANYONE_SIGNED_IN),
    "PUT active-org-id": (fixed("active-org-id"), choice, "", MEMBERS),
    "GET active-org": (fixed("active-org"), None, "", ANYONE_SIGNED_IN),
    "GET profile": (fixed("profile"), None, "", ANYONE_SIGNED_IN),
    "PATCH profile": (fixed("profile"), unused(name="New {}"), "", ANYONE_SIGNED_IN),
    "GET menu-core": (fixed("menu-core"), None, "", ANYONE_SIGNED_IN),
    "GET activity": (fixed("activity"), None, "", ANYONE_SIGNED_IN),
    "POST orgs": (fixed("orgs"), unused(name="New", slug="new-{}"), "", but(ANYONE_SIGNED_IN, 201)),
    "GET orgs/<organization_id>": (within(), None, "", MEMBERS),
    "GET orgs/<organization_id>/settings": (within("/settings"), None, "orgSettings", HOLDERS),
    "PATCH orgs/<organization_id>/settings": (within("/settings"), unused(name="{}"), "orgSettings", HOLDERS),
    "PUT orgs/<organization_id>/brand/logo": (within("/brand/logo"), a_logo, "brand", HOLDERS),
    "DELETE orgs/<organization_id>/brand/logo": (within("/brand/logo"), None, "brand", HOLDERS),
    "GET orgs/<organization_id>/locations": (within("/locations"), None, "", MEMBERS),
    "GET orgs/<organization_id>/roles": (within("/roles"), None, "", MEMBERS),
    "GET orgs/<organization_id>/members": (within("/members"), None, "", MEMBERS),
    "POST orgs/<organization_id>/locations": (
        within("/locations"), unused(name="Ottawa"), "locations", but(HOLDERS, 201),
    ),
    "PATCH orgs/<organization_id>/locations/<str:location_id>": (a_location, unused(name="Hull"), "locations", HOLDERS),
    "DELETE orgs/<organization_id>/locations/<str:location_id>": (a_location, None, "locations", but(HOLDERS, 204)),
    "POST orgs/<organization_id>/roles": (
        within("/roles"), unused(name="Clerk", slug="clerk-{}"), "roles", but(HOLDERS, 201),
    ),
    "PATCH orgs/<organization_id>/roles/<str:role_id>": (a_role, unused(name="Teller"), "roles", HOLDERS),
    "DELETE orgs/<organization_id>/roles/<str:role_id>": (a_role, None, "roles", but(HOLDERS, 204)),
    "POST orgs/<organization_id>/members": (
        within("/members"), unused(email="{}@example.com", roleSlug="member"), "members", but(HOLDERS, 201),
    ),
    "PATCH orgs/<organization_id>/members/<str:member_id>": (a_member, unused(roleSlug="spare"), "members", HOLDERS),
    "DELETE orgs/<organization_id>/members/<str:member_id>": (a_member, None, "members", but(HOLDERS, 204)),
    "GET orgs/<organization_id>/managers": (within("/managers"), None, "members", HOLDERS),
    "POST orgs/<organization_id>/managers": (within("/managers"), a_managers_body, "members", GIVERS | {"owner": 201}),
    "PATCH orgs/<organization_id>/managers/<str:manager_id>": (a_manager, lambda _: SIGNINGS, "members", GIVERS),
    "DELETE orgs/<organization_id>/managers/<str:manager_id>": (a_manager, None, "members", GIVERS | {"owner": 204}),
}  # fmt: skip


def routes() -> Iterator[tuple[str, str]]:
    """Method and route of everything below /v1/workspace/, out of the URL configuration."""
    for pattern, route in _patterns(get_resolver().url_patterns, ""):
        if route.startswith("v1/workspace/"):
            for method in set(pattern.callback.actions) - {"head"}:  # which the first request of a route adds
                yield method.upper(), route.removeprefix("v1/workspace/")


def _patterns(patterns: list[Any], before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield pattern, route


def test_every_route_has_a_row() -> None:
    assert sorted(f"{method} {route}" for method, route in routes()) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_each_route_answers_each_caller_as_its_row_says(name: str, people: dict[str, Person]) -> None:
    path, body, key, expected = ROWS[name]
    acme = people["alice"].organization
    assert acme
    role(acme, slug="spare")
    callers: dict[str, APIClient] = {
        "owner": Caller(people["alice"]),
        "with": member(acme, "holder", *([key] if key else []), slug="" if key else "member"),
        "without": Caller(people["bob"]),
        "stranger": Caller(people["charlie"]),
        "nobody": Caller(people["nobody"]),
        "anyone": Caller(None),
    }
    method = name.split()[0].lower()
    kind = {"format": "multipart"} if body is a_logo else {}
    answers = {
        who: getattr(caller, method)(path(acme), body(acme) if body else None, **kind)
        for who, caller in callers.items()
    }
    assert {who: answer.status_code for who, answer in answers.items()} == expected
    for who, answer in answers.items():
        assert answer.status_code != 401 or answer.json() == {"error": "Missing Authorization Bearer token."}
        assert answer.status_code != 404 or answer.json() == {"error": "Not found."}
        lacking = "orgSettings or brand" if key == "orgSettings" else key
        sentence = LACKS.format(lacking) if who == "without" else MORE_RIGHTS
        assert answer.status_code != 403 or answer.json() == {"error": sentence}


ONE_ORGANIZATION = [name for name in ROWS if "<organization_id>" in name]
ONE_ROW = [name for name in ROWS if "<str:" in name]


def asked(caller: Caller, name: str, path: str) -> tuple[int, Any]:
    return said(getattr(caller, name.split()[0].lower())(path, {}))


@pytest.mark.parametrize("name", ONE_ORGANIZATION)
def test_an_organization_id_of_no_organization_is_refused(name: str, alice: Caller) -> None:
    def at(organization_id: str) -> tuple[int, Any]:
        return asked(alice, name, f"{V1}/{name.split()[1]}".replace("<organization_id>", organization_id))

    for text in NOT_NUMERIC:
        assert at(text) == (400, {"error": "organizationId must be a numeric string."}), text
    for text in OF_NO_ROW:
        assert at(text) == (404, {"error": "Not found."}), text


@pytest.mark.parametrize("name", ONE_ROW)
def test_an_id_of_no_row_of_the_organization_is_refused(name: str, alice: Caller, charlie: Caller) -> None:
    kind = name.partition("<str:")[2].partition("_")[0]

    def at(text: str) -> tuple[int, Any]:
        path = f"{V1}/{name.split()[1]}".replace("<organization_id>", str(alice.organization.pk))
        return asked(alice, name, path.replace(f"<str:{kind}_id>", text))

    of_birch = {
        "location": first_location(charlie.organization).pk,
        "role": charlie.organization.roles.get(slug="member").pk,
        "member": Membership.objects.get(organization=charlie.organization).pk,
        "manager": a_manager(charlie.organization).rpartition("/")[2],
    }
    for text in NOT_NUMERIC:
        assert at(text) == (400, {"error": f"{kind}Id must be a numeric string."}), text
    for text in [*OF_NO_ROW, str(of_birch[kind])]:
        assert at(text) == (404, {"error": "Not found."}), text


@pytest.mark.parametrize("status", ["PENDING", "REMOVED"])
@pytest.mark.parametrize("name", ONE_ORGANIZATION)
def test_only_an_active_membership_counts(name: str, status: str, alice: Caller, people: dict[str, Person]) -> None:
    here = ROWS[name][0](alice.organization)
    Membership.objects.filter(user=people["alice"].user).update(status=status)
    assert asked(alice, name, here) == (404, {"error": "Not found."})


def test_other_methods_are_refused(alice: Caller) -> None:
    allowed = {"orgs": "POST, OPTIONS", "memberships": "GET, HEAD, OPTIONS", "active-org-id": "GET, PUT, HEAD, OPTIONS"}
    for path, methods in allowed.items():
        answer = alice.delete(f"{V1}/{path}")
        assert said(answer) == (405, {"error": "This path does not take that method."})
        assert set(answer.headers["Allow"].split(", ")) == set(methods.split(", "))


def test_no_path_ends_in_a_slash(alice: Caller) -> None:
    for path in ("memberships/", "orgs/", f"orgs/{alice.organization.pk}/", f"orgs/{alice.organization.pk}/roles/"):
        assert said(alice.get(f"{V1}/{path}")) == (404, {"error": "Not found."})
