"""GET /v1/workspace/memberships."""

from tests.matching import A_TIME
from tests.people import Caller
from tests.workspace.asking import V1, first_location, member, membership, queries, role
from workspace.models import Company, Location, Membership, Organization
from workspace.organizations.models import PERMISSIONS

ROUTE = f"{V1}/memberships"


def joined(caller: Caller, name: str, slug: str) -> Organization:
    """A further organization of the caller's."""
    organization = Organization.objects.create(name=name, slug=slug)
    assert caller.person
    Membership.objects.create(
        organization=organization, user=caller.person.user, role=role(organization, slug="member")
    )
    return organization


def test_a_membership_has_its_organization_and_role(alice: Caller) -> None:
    acme, own = alice.organization, membership(alice)
    Organization.objects.filter(pk=acme.pk).update(billing_plan="team", billing_status="active")
    company = Company.objects.create(organization=acme, name="Acme Marine")
    Location.objects.create(company=company, name="Kingston")
    assert alice.get(ROUTE).json() == [
        {
            "id": str(own.pk),
            "userId": str(own.user_id),
            "status": "ACTIVE",
            "organizationId": str(acme.pk),
            "createdAt": A_TIME,
            "organization": {
                "id": str(acme.pk),
                "name": "Acme Financial",
                "slug": "acme",
                "createdAt": A_TIME,
                "billing": {"plan": "team", "status": "active"},
                "counts": {"members": 2, "locations": 2, "roles": 2},
            },
            "role": {"id": str(own.role_id), "slug": "owner", "name": "Owner", "permissions": list(PERMISSIONS)},
        }
    ]


def test_no_plan_is_null_and_no_permissions_are_an_empty_list(bob: Caller) -> None:
    [body] = bob.get(ROUTE).json()
    assert body["organization"]["billing"] is None
    assert (body["role"]["slug"], body["role"]["permissions"]) == ("member", [])


def test_a_role_gives_what_is_a_permission_and_nothing_else(alice: Caller) -> None:
    caller = member(alice.organization, "dora", "roles", "members")
    own = membership(caller)
    own.role.permissions = ["members", "org:sys_memberships:manage", "brand"]
    own.role.save()
    assert caller.get(ROUTE).json()[0]["role"]["permissions"] == ["brand", "members"]


def test_memberships_are_listed_by_name_and_only_active_ones(alice: Caller, nobody: Caller) -> None:
    joined(alice, "Zeta", "a-zeta")
    first = joined(alice, "Aaron", "z-aaron")
    twin = joined(alice, "Zeta", "zeta")
    for slug, status in (("left", "REMOVED"), ("waits", "PENDING")):
        organization = joined(alice, "Between", slug)
        Membership.objects.filter(organization=organization).update(status=status)
    found = [(body["organization"]["name"], body["organizationId"]) for body in alice.get(ROUTE).json()]
    assert [name for name, _ in found] == ["Aaron", "Acme Financial", "Zeta", "Zeta"]
    assert (found[0][1], found[-1][1]) == (str(first.pk), str(twin.pk))
    assert nobody.get(ROUTE).json() == []


def test_counts_are_those_of_each_organization(alice: Caller, charlie: Caller) -> None:
    other = joined(alice, "Empty", "empty")
    Membership.objects.create(organization=other, role=other.roles.get(), status="PENDING", invited_email="a@b.ca")
    first_location(charlie.organization)
    by_slug = {body["organization"]["slug"]: body["organization"]["counts"] for body in alice.get(ROUTE).json()}
    assert by_slug == {
        "acme": {"members": 2, "locations": 1, "roles": 2},
        "empty": {"members": 1, "locations": 0, "roles": 1},
    }


def test_fifty_memberships_take_as_many_queries_as_one(alice: Caller) -> None:
    before = queries(alice, ROUTE)
    for number in range(49):
        joined(alice, f"Organization {number}", f"organization-{number}")
    assert len(alice.get(ROUTE).json()) == 50
    assert queries(alice, ROUTE) == before
