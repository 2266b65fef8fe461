"""GET /v1/workspace/orgs/:id/members."""

from tests.matching import A_TIME
from tests.people import Caller
from tests.workspace.asking import member, membership, of, queries, said
from workspace.models import Membership

INVITED = {"email": "dana@example.com", "roleSlug": "member"}


def test_members_and_invitations_are_answered_the_oldest_first(alice: Caller, bob: Caller) -> None:
    acme = alice.organization
    invited = alice.post(of(acme, path="/members"), INVITED).json()["member"]
    roles = {one.slug: one for one in acme.roles.all()}
    who = [("Alice", membership(alice), "owner"), ("Bob", membership(bob), "member")]
    shown = [
        {
            "id": str(row.pk),
            "userId": str(row.user_id),
            "status": "ACTIVE",
            "organizationId": str(acme.pk),
            "email": None,
            "name": name,
            "imageUrl": None,
            "role": {
                "id": str(roles[slug].pk), "slug": slug, "name": slug.title(), "permissions": roles[slug].granted,
            },
            "invitationSentAt": None,
            "createdAt": A_TIME,
        }
        for name, row, slug in who
    ]  # fmt: skip
    for one in (alice, bob):
        assert said(one.get(of(acme, path="/members"))) == (200, {"members": [*shown, invited]})


def test_who_was_removed_is_not_listed(alice: Caller, bob: Caller) -> None:
    Membership.objects.filter(pk=membership(bob).pk).update(status="REMOVED")
    body = alice.get(of(alice.organization, path="/members")).json()
    assert [one["name"] for one in body["members"]] == ["Alice"]


def test_limit_and_cursor_show_each_member_once(alice: Caller, bob: Caller) -> None:
    for name in ("eve", "fay", "gus"):
        member(alice.organization, name, slug="member")
    Membership.objects.update(created_at=membership(bob).created_at)  # many at one instant
    path, found = of(alice.organization, path="/members"), []
    body = alice.get(path, {"limit": "2"}).json()
    found += body["members"]
    while "nextCursor" in body:
        body = alice.get(path, {"limit": "2", "cursor": body["nextCursor"]}).json()
        found += body["members"]
    assert found == alice.get(path).json()["members"]
    assert len(found) == 5


def test_the_list_takes_a_constant_number_of_queries(alice: Caller) -> None:
    path = of(alice.organization, path="/members")
    before = queries(alice, path)
    for name in ("eve", "fay", "gus"):
        member(alice.organization, name, "brand", slug=name)
    assert queries(alice, path) == before
