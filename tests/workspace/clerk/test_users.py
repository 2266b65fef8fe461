"""user.created, user.updated, user.deleted."""

from typing import Any

import pytest

from tests.people import Caller, Person
from tests.workspace.clerk.deliveries import address, deleted, deliver, membership, user
from workspace.identity import actions as identity
from workspace.models import ClerkRecord, Event, Membership, Organization, Role, User

pytestmark = pytest.mark.django_db


def dana() -> dict[str, Any]:
    """Her row, in what Clerk decides."""
    return User.objects.values("email", "email_verified", "name", "image_url", "is_active").get(
        clerk_user_id="user_dana"
    )


HERS = {
    "email": "dana@example.com",
    "email_verified": True,
    "name": "Dana Doe",
    "image_url": "https://img.clerk.com/dana",
    "is_active": True,
}


@pytest.mark.parametrize("type", ["user.created", "user.updated"])
def test_a_new_user_is_created_without_any_rights(type: str) -> None:
    deliver(type, user())
    assert dana() == HERS
    row = User.objects.get()
    assert not row.has_usable_password()
    assert (row.is_staff, row.is_superuser, row.username, row.active_organization) == (False, False, None, None)
    record = ClerkRecord.objects.get()
    assert (record.clerk_id, record.kind, record.updated_at, record.is_deleted) == ("user_dana", "user", 1000, False)


def test_a_user_whose_token_came_first_is_filled_in() -> None:
    before = identity.first_seen(clerk_user_id="user_dana")
    deliver("user.created", user())
    assert User.objects.get().pk == before.pk
    assert dana() == HERS


@pytest.mark.parametrize(
    ("changed", "email", "verified"),
    [
        ({"primary_email_address_id": None}, "", False),
        ({"primary_email_address_id": "idn_9"}, "", False),
        ({"primary_email_address_id": "idn_1"}, "dana.old@example.com", True),
        ({"email_addresses": []}, "", False),
        ({"email_addresses": [address("idn_2", "d@example.com", "unverified")]}, "d@example.com", False),
        ({"email_addresses": [address("idn_2", "d@example.com", "expired")]}, "d@example.com", False),
        ({"email_addresses": [address("idn_2", "d@example.com", "Verified")]}, "d@example.com", False),
        ({"email_addresses": [address("idn_2", "d@example.com", None)]}, "d@example.com", False),
        ({"email_addresses": [address("idn_2", " d@example.com\n")]}, "d@example.com", True),
        ({"email_addresses": [address("idn_2", "D@Example.com")]}, "D@Example.com", True),
        ({"email_addresses": [address("idn_2", "nonsense")]}, "", False),
        ({"email_addresses": [address("idn_2", "a@b@c")]}, "", False),
        ({"email_addresses": [address("idn_2", "a b@example.com")]}, "", False),
        ({"email_addresses": [address("idn_2", f"{'x' * 309}@example.com")]}, "", False),
        ({"email_addresses": [address("idn_2", f"{'x' * 308}@example.com")]}, f"{'x' * 308}@example.com", True),
        ({"email_addresses": [address("idn_1", "x@example.com"), address("idn_2", "y@example.com", None)]},
         "y@example.com", False),
    ],
)  # fmt: skip
def test_the_primary_address_is_taken_with_its_own_verification(
    changed: dict[str, Any], email: str, verified: bool
) -> None:
    """Only its own verification counts; another address that is verified proves nothing about it."""
    deliver("user.created", user(**changed))
    assert dana() == {**HERS, "email": email, "email_verified": verified}


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"last_name": None}, "Dana"),
        ({"first_name": None}, "Doe"),
        ({"first_name": "", "last_name": " "}, ""),
        ({"first_name": None, "last_name": None, "username": "dd"}, "dd"),
        ({"username": "dd"}, "Dana Doe"),
        ({"first_name": "  Da\0na\t\n", "last_name": "D\u202eoe\x7f"}, "Da na D oe"),
        ({"first_name": "Zoé", "last_name": "نیک\u200cنام"}, "Zoé نیک\u200cنام"),
        ({"first_name": "x" * 300, "last_name": None}, "x" * 255),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_names_are_joined_cleaned_and_cut(changed: dict[str, Any], name: str) -> None:
    deliver("user.created", user(**changed))
    assert dana() == {**HERS, "name": name}


@pytest.mark.parametrize(
    "address", [None, "", "http://img.clerk.com/x", "javascript:alert(1)", "https://" + "x" * 2000]
)
def test_an_image_address_that_is_not_https_or_is_too_long_is_dropped(address: str | None) -> None:
    deliver("user.created", user(image_url=address))
    assert dana() == {**HERS, "image_url": ""}


def test_an_id_and_a_time_make_a_user() -> None:
    deliver("user.created", {"id": "user_dana", "updated_at": 5})
    assert dana() == {"email": "", "email_verified": False, "name": "", "image_url": "", "is_active": True}


def test_a_newer_change_is_taken() -> None:
    deliver("user.created", user())
    deliver("user.updated", user(at=2000, first_name="Diana", primary_email_address_id="idn_1"))
    assert dana() == {**HERS, "name": "Diana Doe", "email": "dana.old@example.com"}


@pytest.mark.parametrize("at", [999, 1000, 0])
def test_an_update_no_newer_than_what_is_known_changes_nothing(at: int) -> None:
    deliver("user.created", user())
    deliver("user.updated", user(at=at, first_name="Older"))
    assert dana() == HERS


def test_a_change_one_millisecond_newer_is_taken() -> None:
    deliver("user.created", user())
    deliver("user.updated", user(at=1001, first_name="Newer"))
    assert dana() == {**HERS, "name": "Newer Doe"}


def test_rights_of_the_back_office_are_not_clerk_s_to_give_or_take() -> None:
    User.objects.create(clerk_user_id="user_dana", username="dana", is_staff=True, is_superuser=True, is_active=False)
    deliver("user.updated", user(is_staff=False, is_superuser=False, is_active=True, username="other"))
    row = User.objects.get()
    assert (row.username, row.is_staff, row.is_superuser) == ("dana", True, True)
    assert not row.is_active, "who was locked out here stays out"


def test_a_deleted_user_is_locked_out_at_once(people: dict[str, Person], alice: Caller, bob: Caller) -> None:
    """Bob can do nothing any longer; what he did stays his."""
    assert bob.get("/api/documents").status_code == 200
    deliver("user.deleted", deleted("user", "user_bob"))
    row = User.objects.get(clerk_user_id="user_bob")
    assert (row.is_active, row.name) == (False, "Bob")
    assert Membership.objects.get(user=row).status == "REMOVED"
    assert bob.get("/api/documents").status_code == 401
    assert alice.get("/api/documents").status_code == 200


def test_a_deletion_is_told(people: dict[str, Person]) -> None:
    bob = people["bob"]
    deliver("user.deleted", deleted("user", "user_bob"))
    event = Event.objects.get(type__startswith="member.")
    assert bob.organization
    assert (event.type, event.organization_id) == ("member.removed", bob.organization.pk)
    assert (event.subject_type, event.subject_id) == ("member", str(Membership.objects.get(user=bob.user).pk))
    assert event.data == {"userId": str(bob.user.pk), "roleSlug": "member"}
    assert event.actor == {"kind": "system", "id": "clerk", "name": "Clerk"}


def test_a_deletion_ends_every_membership(people: dict[str, Person]) -> None:
    bob, birch = people["bob"].user, Organization.objects.get(slug="birch")
    Membership.objects.create(organization=birch, user=bob, role=Role.objects.get(organization=birch, slug="member"))
    deliver("user.deleted", deleted("user", "user_bob"))
    assert {row.status for row in Membership.objects.filter(user=bob)} == {"REMOVED"}
    assert Membership.objects.active().exclude(user=bob).count() == 2
    assert Event.objects.filter(type="member.removed").count() == 2


def test_the_deletion_of_a_last_owner_is_logged(people: dict[str, Person], caplog: pytest.LogCaptureFixture) -> None:
    deliver("user.deleted", deleted("user", "user_alice"))
    acme = Organization.objects.get(slug="acme")
    assert [row.status for row in Membership.objects.filter(organization=acme).order_by("pk")] == ["REMOVED", "ACTIVE"]
    (line,) = [record.msg for record in caplog.records if "organization_without_owner" in str(record.msg)]
    assert line["organization"] == acme.pk


def test_the_deletion_of_no_owner_or_of_an_only_member_is_not_logged(
    people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    deliver("user.deleted", deleted("user", "user_bob"))
    deliver("user.deleted", deleted("user", "user_charlie"))
    assert "organization_without_owner" not in caplog.text, "in Birch there is no one left to miss an owner"


def test_a_second_deletion_does_nothing(people: dict[str, Person]) -> None:
    deliver("user.deleted", deleted("user", "user_bob"))
    User.objects.filter(clerk_user_id="user_bob").update(is_active=True)
    deliver("user.deleted", deleted("user", "user_bob"))
    assert User.objects.get(clerk_user_id="user_bob").is_active
    assert Event.objects.count() == 1


def test_the_deletion_of_one_never_seen_keeps_a_last_token_out(client: Any) -> None:
    deliver("user.deleted", deleted("user", "user_dana"))
    row = User.objects.get()
    assert not row.is_active
    answer = Caller(Person(row, None)).get("/v1/workspace/memberships")
    assert (answer.status_code, answer.json()) == (401, {"error": "Invalid or expired token."})


@pytest.mark.parametrize("at", [999, 2000, 9_000_000_000_000])
def test_whatever_comes_after_a_deletion_revives_no_one(at: int) -> None:
    deliver("user.created", user())
    deliver("user.deleted", deleted("user", "user_dana"))
    deliver("user.updated", user(at=at))
    assert not User.objects.get().is_active
    deliver("organizationMembership.created", membership(at=at))
    assert Membership.objects.get().status == "REMOVED"
    assert not Event.objects.filter(type="member.joined").exists()


@pytest.fixture
def invited(people: dict[str, Person]) -> Membership:
    """Dana's verified address is invited to Acme."""
    acme = Organization.objects.get(slug="acme")
    role = Role.objects.get(organization=acme, slug="member")
    row: Membership = Membership.objects.create(
        organization=acme, role=role, status="PENDING", invited_email="dana@example.com"
    )
    return row


def test_a_verified_address_claims_its_invitations(invited: Membership) -> None:
    deliver("user.created", user())
    invited.refresh_from_db()
    assert (invited.status, invited.user) == ("ACTIVE", User.objects.get(clerk_user_id="user_dana"))
    assert Event.objects.get(type__startswith="member.").type == "member.joined"


@pytest.mark.parametrize(
    "changed",
    [
        {"email_addresses": [address("idn_2", "dana@example.com", "unverified")]},
        {"primary_email_address_id": "idn_1"},
        {"email_addresses": [address("idn_2", "dаna@example.com")]},
    ],
    ids=["unverified", "not the primary one", "a look-alike"],
)
def test_any_other_address_claims_nothing(invited: Membership, changed: dict[str, Any]) -> None:
    deliver("user.created", user(**changed))
    invited.refresh_from_db()
    assert (invited.status, invited.user) == ("PENDING", None)


def test_an_address_claims_once_it_is_verified(invited: Membership) -> None:
    deliver("user.created", user(email_addresses=[address("idn_2", "dana@example.com", "unverified")]))
    deliver("user.updated", user(at=2000))
    invited.refresh_from_db()
    assert invited.status == "ACTIVE"


def test_a_stale_delivery_claims_nothing(invited: Membership) -> None:
    """She gave the address up; what is told late of the time when it was hers gives her nothing."""
    deliver("user.updated", user(at=2000, primary_email_address_id="idn_1"))
    deliver("user.created", user(at=1000))
    invited.refresh_from_db()
    assert invited.status == "PENDING"


def test_a_deleted_user_claims_nothing(invited: Membership) -> None:
    deliver("user.deleted", deleted("user", "user_dana"))
    deliver("user.created", user())
    invited.refresh_from_db()
    assert invited.status == "PENDING"


def test_a_verified_address_is_told_of_once() -> None:
    """Other parts link what waits for it."""
    deliver("user.created", user(at=1000))
    deliver("user.updated", user(at=2000))
    told = Event.objects.get(type="user.verified")
    assert told.subject_id == str(User.objects.get(clerk_user_id="user_dana").pk)


def test_who_is_banned_is_locked_out_at_once_and_let_in_when_the_ban_ends(bob: Caller) -> None:
    for at, banned, status in ((1000, True, 401), (2000, True, 401), (1500, False, 401), (3000, False, 200)):
        deliver("user.updated", user("bob", at=at, banned=banned))
        assert bob.get("/v1/workspace/memberships").status_code == status, at
    assert [one["role"]["slug"] for one in bob.get("/v1/workspace/memberships").json()] == ["member"]


def test_who_was_locked_out_here_stays_out_when_a_ban_ends(bob: Caller) -> None:
    User.objects.filter(clerk_user_id="user_bob").update(is_active=False)
    for at, banned in ((1000, True), (2000, False)):
        deliver("user.updated", user("bob", at=at, banned=banned))
    assert bob.get("/v1/workspace/memberships").status_code == 401


def test_the_end_of_a_ban_revives_no_one_who_was_deleted(bob: Caller) -> None:
    deliver("user.updated", user("bob", at=1000, banned=True))
    deliver("user.deleted", deleted("user", "user_bob"))
    deliver("user.updated", user("bob", at=2000, banned=False))
    assert bob.get("/v1/workspace/memberships").status_code == 401


def test_a_ban_of_the_last_owner_is_logged_and_shown_to_staff(
    people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    deliver("user.updated", user("alice", banned=True))
    assert "organization_without_owner" in caplog.text
    assert [one.slug for one in Organization.objects.without_owner()] == ["acme"]


def test_invitations_of_who_is_banned_wait_until_the_ban_ends(people: dict[str, Person], alice: Caller) -> None:
    path = f"/v1/workspace/orgs/{alice.organization.pk}/members"
    assert alice.post(path, {"email": "dana@example.com", "roleSlug": "owner"}).status_code == 201
    deliver("user.updated", user("alice", banned=True))
    deliver("user.created", user("dana"))
    guest = Caller(Person(User.objects.get(clerk_user_id="user_dana"), None))
    assert guest.get("/v1/workspace/memberships").json() == []
    deliver("user.updated", user("alice", at=2000, banned=False))
    assert [one["role"]["slug"] for one in guest.get("/v1/workspace/memberships").json()] == ["owner"]
