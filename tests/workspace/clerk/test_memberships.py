"""organizationMembership.created, organizationMembership.updated, organizationMembership.deleted."""

from typing import Any

import pytest

from tests.people import Caller, Person
from tests.workspace.clerk.deliveries import deleted, deliver, event, headers, membership, organization, post, user
from workspace.models import ClerkRecord, Company, Event, Membership, Organization, Role, User

pytestmark = pytest.mark.django_db
CREATED, UPDATED, DELETED = (f"organizationMembership.{verb}" for verb in ("created", "updated", "deleted"))


def told() -> list[tuple[str, str]]:
    """What was published of members, oldest first: the event and the role."""
    return [(one.type, one.data["roleSlug"]) for one in Event.objects.filter(subject_type="member").order_by("id")]


def hers() -> tuple[str, str]:
    """Status and role of the only membership."""
    row = Membership.objects.select_related("role").get()
    return row.status, row.role.slug


@pytest.mark.parametrize("type", [CREATED, UPDATED])
def test_a_membership_that_comes_first_creates_its_user_and_organization(type: str) -> None:
    deliver(type, membership())
    row = Membership.objects.select_related("user", "organization", "role").get()
    assert row.user
    assert (row.status, row.role.slug) == ("ACTIVE", "member")
    assert (row.user.clerk_user_id, row.user.name, row.user.image_url) == (
        "user_dana", "Dana Doe", "https://img.clerk.com/dana",
    )  # fmt: skip
    assert (row.user.email, row.user.email_verified) == ("", False), "an identifier is no proof of an address"
    assert (row.organization.clerk_org_id, row.organization.slug) == ("org_elm", "elm-homes")
    assert Company.objects.get().name == "Elm Homes"
    assert told() == [("member.joined", "member")]
    joined = Event.objects.get()
    assert (joined.subject_type, joined.subject_id, joined.organization_id) == (
        "member", str(row.pk), row.organization.pk,
    )  # fmt: skip
    assert joined.actor == {"kind": "system", "id": "clerk", "name": "Clerk"}


def test_a_membership_joins_a_user_and_an_organization_that_are_known() -> None:
    deliver("user.created", user(first_name="Known"))
    deliver("organization.created", organization())
    deliver(CREATED, membership())
    assert hers() == ("ACTIVE", "member")
    assert User.objects.get().name == "Known Doe"
    assert (Organization.objects.count(), Role.objects.count()) == (1, 2)


def test_a_membership_does_not_make_later_news_of_its_user_stale() -> None:
    deliver(CREATED, membership(at=5000))
    deliver("user.created", user(at=1000, first_name="Later"))
    assert User.objects.get().name == "Later Doe"
    deliver(UPDATED, membership(at=6000))
    assert User.objects.get().name == "Later Doe"


def test_the_organization_in_a_membership_counts_by_its_own_time() -> None:
    deliver("organization.created", organization(at=3000))
    deliver(CREATED, membership(at=9000, organization=organization(at=2000, name="Older", slug="older")))
    assert Organization.objects.get().name == "Elm Homes"
    deliver(UPDATED, membership(at=9500, organization=organization(at=4000, name="Newer", slug="newer")))
    row = Organization.objects.get()
    assert (row.name, row.slug) == ("Newer", "newer")
    deliver("organization.updated", organization(at=3500, name="Between"))
    assert Organization.objects.get().name == "Newer"


def test_a_membership_lets_in_and_its_deletion_locks_out(people: dict[str, Person]) -> None:
    someone = Person(people["nobody"].user, Organization.objects.get(slug="acme"))
    assert Caller(someone).get("/api/documents").status_code == 401
    acme = organization("acme", slug="acme", name="Acme Financial")
    deliver(CREATED, membership("nobody", "acme", organization=acme))
    assert Caller(someone).get("/api/documents").status_code == 200
    deliver(DELETED, membership("nobody", "acme", organization=acme))
    assert Caller(someone).get("/api/documents").status_code == 401


@pytest.mark.parametrize(
    ("role", "slug", "name"),
    [
        ("org:admin", "owner", "Owner"),
        ("admin", "owner", "Owner"),
        ("org:member", "member", "Member"),
        ("basic_member", "member", "Member"),
        ("org:owner", "owner", "Owner"),
        ("org:closer", "closer", "Closer"),
        ("org:billing_manager", "billing-manager", "Billing Manager"),
        ("org:" + "x" * 100, "x" * 48, "X" + "x" * 47),
        ("org:administrator", "administrator", "Administrator"),
    ],
)
def test_clerks_role_gives_the_slug_and_name_of_ours(role: str, slug: str, name: str) -> None:
    deliver(CREATED, membership(role=role))
    row = Membership.objects.select_related("role").get()
    assert (row.role.slug, row.role.name) == (slug, name)
    assert bool(row.role.granted) == (slug == "owner"), "a role that was made for it gives no rights"


def test_a_role_that_is_there_keeps_its_rights() -> None:
    deliver("organization.created", organization())
    Role.objects.create(organization=Organization.objects.get(), slug="closer", name="Ours", permissions=["locations"])
    deliver(CREATED, membership(role="org:closer"))
    row = Membership.objects.select_related("role").get()
    assert (row.role.name, row.role.granted) == ("Ours", ["locations"])


@pytest.mark.parametrize("role", ["", "org:", ":", "org:org:admin", "org: admin", "org:\0", "org:é", None, 5])
def test_a_membership_without_a_readable_role_is_refused(role: object) -> None:
    body = event(CREATED, membership(role=role))
    answer = post(body, headers(body))
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("organizationMembership.created: data.role: ")
    assert [table.objects.count() for table in (Membership, User, ClerkRecord)] == [0, 0, 0]


def test_a_changed_role_is_taken_and_told_once() -> None:
    deliver(CREATED, membership())
    deliver(UPDATED, membership(at=2000, role="org:admin"))
    assert hers() == ("ACTIVE", "owner")
    deliver(UPDATED, membership(at=3000, role="org:admin"))
    assert told() == [("member.joined", "member"), ("member.role_changed", "owner")]


@pytest.mark.parametrize("at", [999, 1000])
def test_an_update_no_newer_than_what_is_known_changes_nothing(at: int) -> None:
    deliver(CREATED, membership(role="org:admin"))
    deliver(UPDATED, membership(at=at))
    assert hers() == ("ACTIVE", "owner")
    assert told() == [("member.joined", "owner")]


def test_the_last_owner_may_be_demoted_and_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    deliver(CREATED, membership(role="org:admin"))
    assert "organization_without_owner" not in caplog.text
    deliver(UPDATED, membership(at=2000))
    assert hers() == ("ACTIVE", "member")
    assert "organization_without_owner" in caplog.text


def whole(at: int) -> dict[str, Any]:
    return membership(at=at)


def brief(at: int) -> dict[str, Any]:
    return deleted("organization_membership", "orgmem_elm_dana_1")


def anonymous(at: int) -> dict[str, Any]:
    return membership(at=at, public_user_data=None)


FORMS = pytest.mark.parametrize("form", [whole, brief, anonymous])


@FORMS
def test_a_deletion_removes_the_member_and_is_told_once(form: Any) -> None:
    """Clerk tells it with the time of the last change before, which is no later than what is known."""
    deliver(CREATED, membership())
    deliver(DELETED, form(1000))
    assert hers() == ("REMOVED", "member")
    assert told() == [("member.joined", "member"), ("member.removed", "member")]
    deliver(DELETED, form(1000))
    assert len(told()) == 2


@FORMS
@pytest.mark.parametrize("at", [500, 1000, 2000])
def test_no_later_update_undoes_a_deletion(form: Any, at: int) -> None:
    deliver(CREATED, membership())
    deliver(DELETED, form(1000))
    deliver(UPDATED, membership(at=at, role="org:admin"))
    assert Membership.objects.get().status == "REMOVED"
    assert [type for type, _ in told()] == ["member.joined", "member.removed"]


@FORMS
def test_a_deletion_before_the_creation_leaves_the_member_removed(form: Any) -> None:
    deliver(DELETED, form(1000))
    deliver(CREATED, membership())
    assert hers() == ("REMOVED", "member")
    assert told() == []


def test_the_last_owner_leaves_others_and_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    deliver(CREATED, membership(role="org:admin"))
    deliver(CREATED, membership("eve"))
    deliver(DELETED, membership(role="org:admin"))
    assert "organization_without_owner" in caplog.text


@FORMS
def test_a_new_membership_of_who_was_removed_makes_them_active_again(form: Any) -> None:
    deliver(CREATED, membership())
    deliver(DELETED, form(1000))
    deliver(CREATED, membership(at=3000, begun=3000, number=2, role="org:admin"))
    assert hers() == ("ACTIVE", "owner")
    assert ClerkRecord.objects.filter(kind="membership").count() == 2
    assert told() == [("member.joined", "member"), ("member.removed", "member"), ("member.joined", "owner")]


@FORMS
def test_a_late_deletion_of_an_earlier_membership_changes_nothing(form: Any) -> None:
    """What is told of the membership that was, even with a later time, is nothing to the one that is."""
    deliver(CREATED, membership())
    deliver(CREATED, membership(at=3000, begun=3000, number=2))
    deliver(UPDATED, membership(at=4000, role="org:admin"))
    deliver(DELETED, form(5000))
    assert hers() == ("ACTIVE", "member")
    assert told() == [("member.joined", "member")]


def test_an_invitation_that_was_claimed_here_is_a_membership_all_the_same(people: dict[str, Person]) -> None:
    acme = Organization.objects.get(slug="acme")
    told_by_clerk = organization("acme", slug="acme", name="Acme Financial")
    deliver(CREATED, membership("bob", "acme", role="org:admin", organization=told_by_clerk))
    assert Membership.objects.get(organization=acme, user=people["bob"].user).role.slug == "owner"
    assert [type for type, _ in told()] == ["member.role_changed"]


def test_who_was_removed_here_comes_back_only_by_something_new(people: dict[str, Person]) -> None:
    deliver(CREATED, membership())
    Membership.objects.filter(user__clerk_user_id="user_dana").update(status="REMOVED")
    deliver(UPDATED, membership())
    assert Membership.objects.get(user__clerk_user_id="user_dana").status == "REMOVED"
    deliver(UPDATED, membership(at=2000))
    assert Membership.objects.get(user__clerk_user_id="user_dana").status == "ACTIVE"


def test_a_claimed_invitation_takes_the_row_and_clerk_finds_it() -> None:
    """Removed, invited by us, and claimed: there is another row then, and Clerk's next word goes to that."""
    deliver(CREATED, membership())
    deliver(DELETED, membership())
    elm = Organization.objects.get()
    role = Role.objects.get(slug="member")
    Membership.objects.create(organization=elm, role=role, status="PENDING", invited_email="dana@example.com")
    deliver("user.created", user())
    assert hers() == ("ACTIVE", "member")
    deliver(CREATED, membership(at=3000, begun=3000, number=2, role="org:admin"))
    assert hers() == ("ACTIVE", "owner")
    deliver(DELETED, brief(0) | {"id": "orgmem_elm_dana_2"})
    assert Membership.objects.get().status == "REMOVED"
