"""GET /v1/workspace/orgs/:id."""

from datetime import timedelta

from safeclose import clock
from tests.matching import A_TIME
from tests.people import Caller
from tests.workspace.asking import V1, first_location, member, membership, of, queries, role
from workspace.models import Company, Location, Membership, Organization, User

KEYS = ["organization", "locations", "roles", "members", "membership", "role"]


def test_a_member_sees_all_parts_of_their_organization(bob: Caller, alice: Caller) -> None:
    acme = bob.organization
    brand = {"logoUrl": "https://acme.example/logo.png", "unknown": "x"}
    Organization.objects.filter(pk=acme.pk).update(billing_plan="team", billing_status="late", brand=brand)
    assert alice.person
    User.objects.filter(pk=alice.person.user.pk).update(email="alice@example.com", image_url="https://x.example/a.png")
    spot, hers, his = first_location(acme), membership(alice), membership(bob)
    body = bob.get(of(acme)).json()
    owner, plain = alice.get(of(acme)).json()["role"], body["role"]
    assert list(body) == KEYS
    assert body["organization"] == {
        "id": str(acme.pk),
        "name": "Acme Financial",
        "slug": "acme",
        "timezone": "America/Toronto",
        "createdAt": A_TIME,
        "billing": {"plan": "team", "status": "late"},
        "brand": {"logoUrl": "https://acme.example/logo.png", "primaryColor": None, "accentColor": None},
    }
    assert body["locations"] == [
        {
            "id": str(spot.pk),
            "companyId": str(spot.company_id),
            "companyName": "Acme Financial",
            "name": "Toronto",
            "address": None,
            "sortOrder": 0,
            "createdAt": A_TIME,
        }
    ]
    assert body["roles"] == [plain, owner]
    common = {"status": "ACTIVE", "organizationId": str(acme.pk), "createdAt": A_TIME, "invitationSentAt": None}
    assert body["members"] == [
        {**common, "id": str(hers.pk), "userId": str(hers.user_id), "email": "alice@example.com", "name": "Alice",
         "imageUrl": "https://x.example/a.png", "role": owner},
        {**common, "id": str(his.pk), "userId": str(his.user_id), "email": None, "name": "Bob", "imageUrl": None,
         "role": plain},
    ]  # fmt: skip
    assert [body["membership"]] == bob.get(f"{V1}/memberships").json()
    assert plain == {"id": str(his.role_id), "slug": "member", "name": "Member", "permissions": []}


def test_locations_roles_and_members_are_in_their_order(alice: Caller) -> None:
    acme = alice.organization
    company = Company.objects.create(organization=acme, name="Second")
    Location.objects.filter(company__organization=acme).update(sort_order=5)
    for name, order in (("Late", 9), ("First", 0), ("Twin", 5)):
        Location.objects.create(company=company, name=name, sort_order=order)
    for slug in ("zebra", "aardvark"):
        role(acme, slug=slug)
    early = membership(member(acme, "early", slug="member"))
    Membership.objects.filter(pk=early.pk).update(created_at=clock.now() - timedelta(days=9))
    body = alice.get(of(acme)).json()
    assert [location["name"] for location in body["locations"]] == ["First", "Toronto", "Twin", "Late"]
    assert [each["slug"] for each in body["roles"]] == ["aardvark", "member", "owner", "zebra"]
    assert [each["name"] for each in body["members"]] == ["Early", "Alice", "Bob"]


def test_who_was_invited_is_seen_and_who_was_removed_is_not(alice: Caller, bob: Caller) -> None:
    acme = alice.organization
    assert bob.person
    Membership.objects.filter(user=bob.person.user).update(status="REMOVED")
    invited = Membership.objects.create(
        organization=acme, role=role(acme, slug="member"), status="PENDING", invited_email="new@example.com"
    )
    body = alice.get(of(acme)).json()
    assert [each["id"] for each in body["members"]] == [str(membership(alice).pk), str(invited.pk)]
    assert {key: body["members"][1][key] for key in ("userId", "status", "email", "name", "imageUrl")} == {
        "userId": None, "status": "PENDING", "email": "new@example.com", "name": None, "imageUrl": None,
    }  # fmt: skip
    assert body["membership"]["organization"]["counts"]["members"] == 1


def test_a_bundle_has_nothing_of_another_organization(charlie: Caller, alice: Caller) -> None:
    member(alice.organization, "dora", "brand")
    Location.objects.create(company=alice.organization.companies.get(), name="Hidden")
    body = charlie.get(of(charlie.organization)).json()
    assert [each["name"] for each in body["members"]] == ["Charlie"]
    assert [each["slug"] for each in body["roles"]] == ["member", "owner"]
    assert [location["id"] for location in body["locations"]] == [str(first_location(charlie.organization).pk)]


def test_the_organization_is_that_of_the_path_and_not_of_the_token(alice: Caller, charlie: Caller) -> None:
    """Also a member of Birch, whose session names Acme."""
    assert alice.person
    Membership.objects.create(
        organization=charlie.organization, user=alice.person.user, role=role(charlie.organization, slug="member")
    )
    body = alice.get(of(charlie.organization)).json()
    assert (body["organization"]["slug"], body["role"]["slug"]) == ("birch", "member")


def test_fifty_of_each_take_as_many_queries_as_one(alice: Caller) -> None:
    acme = alice.organization
    before = queries(alice, of(acme))
    for number in range(50):
        member(acme, f"person{number}", "brand", slug=f"role-{number}")
        Location.objects.create(
            company=Company.objects.create(organization=acme, name=f"Company {number}"), name=f"Place {number}"
        )
    body = alice.get(of(acme)).json()
    assert (len(body["members"]), len(body["locations"]), len(body["roles"])) == (52, 51, 52)
    assert queries(alice, of(acme)) == before
