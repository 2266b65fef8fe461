"""POST /v1/workspace/orgs."""

from typing import Any

import pytest

from tests.matching import A_TIME
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, V1, refused, said
from workspace.models import Event, Membership, Organization, User
from workspace.organizations.models import PERMISSIONS

ROUTE = f"{V1}/orgs"


def test_a_new_organization_is_answered_with_its_owner(nobody: Caller) -> None:
    assert nobody.person
    answer = nobody.post(ROUTE, {"name": "  Cedar Homes ", "slug": "cedar-homes"})
    organization = Organization.objects.get(slug="cedar-homes")
    own = Membership.objects.get(organization=organization)
    roles = {role.slug: str(role.pk) for role in organization.roles.all()}
    owner = {"id": roles["owner"], "slug": "owner", "name": "Owner", "permissions": list(PERMISSIONS)}
    about = {
        "id": str(organization.pk),
        "name": "Cedar Homes",
        "slug": "cedar-homes",
        "createdAt": A_TIME,
        "billing": None,
    }
    brand = {"logoUrl": None, "primaryColor": None, "accentColor": None}
    what = {"id": str(own.pk), "userId": str(nobody.person.user.pk), "status": "ACTIVE", "createdAt": A_TIME,
            "organizationId": str(organization.pk), "role": owner}  # fmt: skip
    assert said(answer) == (
        201,
        {
            "organization": {**about, "timezone": "America/Toronto", "brand": brand},
            "locations": [],
            "roles": [{"id": roles["member"], "slug": "member", "name": "Member", "permissions": []}, owner],
            "members": [{**what, "email": None, "name": "Nobody", "imageUrl": None, "invitationSentAt": None}],
            "membership": {**what, "organization": {**about, "counts": {"members": 1, "locations": 0, "roles": 2}}},
            "role": owner,
        },
    )
    assert nobody.get(f"{ROUTE}/{organization.pk}").json() == answer.json()


def test_a_new_organization_has_a_company_of_the_same_name(nobody: Caller) -> None:
    organization = made(nobody, name="Cedar", slug="cedar")
    assert [company.name for company in organization.companies.all()] == ["Cedar"]


def made(caller: Caller, **body: Any) -> Organization:
    answer = caller.post(ROUTE, body)
    assert answer.status_code == 201
    return Organization.objects.get(pk=answer.json()["organization"]["id"])


def test_a_new_organization_becomes_the_active_one(alice: Caller) -> None:
    organization = made(alice, name="Zeta", slug="zeta")
    assert alice.person
    assert User.objects.get(pk=alice.person.user.pk).active_organization == organization
    assert alice.get(f"{V1}/active-org-id").json() == {"activeOrganizationId": str(organization.pk)}


def test_a_new_organization_is_told(alice: Caller) -> None:
    organization = made(alice, name="Zeta", slug="zeta")
    assert alice.person
    event, appointed = Event.objects.order_by("id")
    assert (event.type, event.subject_type, event.subject_id) == (
        "organization.created", "organization", str(organization.pk),
    )  # fmt: skip
    assert (event.organization_id, event.data) == (organization.pk, {"name": "Zeta", "slug": "zeta"})
    assert event.actor == {"kind": "user", "id": str(alice.person.user.pk), "name": "Alice"}
    assert (appointed.type, appointed.organization_id, appointed.actor) == (
        "manager.appointed", organization.pk, event.actor,
    )  # fmt: skip


def test_a_slug_of_another_organization_is_refused(alice: Caller) -> None:
    refused(alice.post(ROUTE, {"name": "X", "slug": "birch"}), 409, "There is another organization with this slug.")
    assert Organization.objects.count() == 2
    assert alice.person
    assert User.objects.get(pk=alice.person.user.pk).active_organization is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "name: This field is required."),
        ({"name": "X"}, "slug: This field is required."),
        ({"name": "", "slug": "x"}, "name: This field may not be blank."),
        ({"name": "x" * 121, "slug": "x"}, "name: Ensure this field has no more than 120 characters."),
        ({"name": None, "slug": "x"}, "name: This field may not be null."),
        ({"name": 5, "slug": "x"}, "name: Not a valid string."),
        ({"name": "a\nb", "slug": "x"}, "name: Must be one line of plain text."),
        ({"name": "X", "slug": "X"}, "slug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"name": "X", "slug": "x" * 49}, "slug: Must be 1 to 48 of the characters a-z, 0-9 and -."),
        ({"name": "X", "slug": ""}, "slug: This field may not be blank."),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(nobody: Caller, body: dict[str, Any], sentence: str) -> None:
    refused(nobody.post(ROUTE, body), 400, sentence)
    assert Organization.objects.count() == 2


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(nobody: Caller, body: bytes) -> None:
    refused(nobody.generic("POST", ROUTE, body, content_type="application/json"), 400, "Invalid body.")


def test_a_nul_is_a_400(nobody: Caller) -> None:
    refused(nobody.post(ROUTE, {"name": "a\0b", "slug": "x"}), 400, "Invalid body.")


def test_unknown_keys_are_ignored(nobody: Caller) -> None:
    body = {"name": "X", "slug": "x", "id": 5, "timezone": "UTC", "clerk_org_id": "org_acme", "billing_plan": "team"}
    organization = made(nobody, **body)
    assert (organization.timezone, organization.clerk_org_id, organization.billing_plan) == (
        "America/Toronto",
        None,
        "",
    )


def test_a_first_request_may_create_an_organization(db: None, people: dict[str, Any]) -> None:
    """Whoever is signed in may, also who was never here."""
    stranger = Caller(type(people["nobody"])(User(clerk_user_id="user_new"), None))
    organization = made(stranger, name="X", slug="x")
    assert Membership.objects.get(organization=organization).user == User.objects.get(clerk_user_id="user_new")


def test_ten_organizations_at_once_with_one_slug_make_one(committed: None) -> None:
    people = acme_and_birch()
    callers = [Caller(people[name]) for name in ("alice", "bob", "charlie", "nobody", "nobody")] * 2
    answers = at_once([lambda caller=caller: caller.post(ROUTE, {"name": "X", "slug": "x"}) for caller in callers])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert Organization.objects.filter(slug="x").count() == 1
    assert Event.objects.filter(type="organization.created").count() == 1
