"""How many invitations can be sent in a day, however they are made and deleted; and which names can't be in them."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.core import mail as outbox

from tests.clocks import Clock, stopped
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.workspace.asking import V1, of, refused, said
from tests.workspace.organizations.members.letters import invited
from workspace.models import Membership, Organization, SendingCount
from workspace.organizations.jobs import mail_invitation

EVENING = datetime(2026, 5, 6, 23, 0, tzinfo=UTC)
TO_ADDRESS = "No more invitations can be sent to this address today; try again after 2026-05-07 00:00 UTC."
BY_SENDER = "No more invitations can be sent by you or your organization today; try again after 2026-05-07 00:00 UTC."
IN_NAME = "name: Must not contain an e-mail address, a link or a domain name."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, EVENING)


def invite(caller: Caller, email: str = "new@example.com") -> Any:
    return caller.post(of(caller.organization, path="/members"), {"email": email, "roleSlug": "member"})


def withdraw(caller: Caller, membership: Membership) -> None:
    assert caller.delete(of(caller.organization, path=f"/members/{membership.pk}")).status_code == 204


def test_inviting_again_after_deletion_is_capped_until_the_next_day(alice: Caller, clock: Clock) -> None:
    for email in ("new@example.com", "NEW@example.com", "new@EXAMPLE.com"):
        withdraw(alice, invited(alice, email))
    answer = invite(alice)
    assert said(answer) == (429, {"error": TO_ADDRESS})
    assert answer.headers["Retry-After"] == "3601"
    assert not Membership.objects.invitations().exists()
    clock.move(hours=1)
    invited(alice)


def test_an_address_is_counted_across_organizations(
    alice: Caller, charlie: Caller, clock: Clock, settings: Any
) -> None:
    settings.INVITATIONS_PER_RECIPIENT_PER_DAY = 1
    invited(alice, "ann@bücher.example")
    assert invite(charlie, "ann@xn--bcher-kva.example").json() == {"error": TO_ADDRESS}
    invited(charlie, "other@bücher.example")


def test_an_organization_is_capped_whoever_invites(alice: Caller, clock: Clock, settings: Any) -> None:
    settings.INVITATIONS_PER_SENDER_PER_DAY = 2
    invited(alice, "one@example.com")
    invited(alice, "two@example.com")
    assert said(invite(alice, "three@example.com")) == (429, {"error": BY_SENDER})
    assert Membership.objects.invitations().count() == 2


def test_an_account_is_capped_across_the_organizations_that_it_creates(
    nobody: Caller, clock: Clock, settings: Any
) -> None:
    settings.INVITATIONS_PER_SENDER_PER_DAY = 2
    answers = []
    for slug in ("one", "two", "three"):
        nobody.post(f"{V1}/orgs", {"name": slug, "slug": slug})
        path = of(Organization.objects.get(slug=slug), path="/members")
        answers.append(nobody.post(path, {"email": f"{slug}@example.com", "roleSlug": "member"}).status_code)
    assert answers == [201, 201, 429]


def test_a_refused_invitation_is_not_counted(alice: Caller, clock: Clock) -> None:
    invited(alice)
    for _ in range(5):
        assert invite(alice).status_code == 409
    assert set(SendingCount.objects.values_list("count", flat=True)) == {1}


def test_a_cap_of_zero_lets_nothing_be_sent(alice: Caller, clock: Clock, settings: Any) -> None:
    settings.INVITATIONS_PER_SENDER_PER_DAY = 0
    refused(invite(alice), 429, BY_SENDER)
    assert not SendingCount.objects.exists()


def test_counts_name_nobody(alice: Caller, clock: Clock) -> None:
    invited(alice)
    keys = [str(key) for key in SendingCount.objects.values_list("key", flat=True)]
    assert [len(key) for key in keys] == [64, 64, 64]
    assert not any("example" in key or str(alice.organization.pk) == key for key in keys)


def test_invitations_at_once_do_not_pass_the_caps_together(committed: None, settings: Any) -> None:
    """Two organizations lock nothing in common but the count of the address."""
    settings.INVITATIONS_PER_RECIPIENT_PER_DAY = 1
    people = acme_and_birch()
    callers = [Caller(people["alice"]), Caller(people["charlie"])]
    answers = at_once([partial(invite, caller) for caller in callers])
    assert sorted(answer.status_code for answer in answers) == [201, 429]
    assert Membership.objects.invitations().count() == 1


@pytest.mark.parametrize("name", ["Win at evil.example", "www.evil", "http evil", "me@evil"])
def test_a_name_that_carries_an_address_is_refused(alice: Caller, name: str) -> None:
    refused(alice.post(f"{V1}/orgs", {"name": name, "slug": "cedar"}), 400, IN_NAME)
    refused(alice.patch(of(alice.organization, path="/settings"), {"name": name}), 400, IN_NAME)
    refused(alice.post(of(alice.organization, path="/roles"), {"name": name, "slug": "x"}), 400, IN_NAME)
    role = alice.organization.roles.get(slug="member")
    refused(alice.patch(of(alice.organization, path=f"/roles/{role.pk}"), {"name": name}), 400, IN_NAME)


def test_an_invitation_shows_the_slug_in_place_of_a_name_that_carries_an_address(alice: Caller) -> None:
    """Clerk's names are not checked here, nor are those of before this rule."""
    Organization.objects.filter(pk=alice.organization.pk).update(name="Win at evil.example")
    alice.organization.roles.filter(slug="member").update(name="evil.example")
    mail_invitation(membership_id=invited(alice).pk)
    (message,) = outbox.outbox
    assert "acme" in message.subject
    assert "evil" not in message.subject + str(message.body)
