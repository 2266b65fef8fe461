"""Organizations that are founded here, and made at Clerk too: the job create_clerk_organization, and Clerk's word."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from safeclose.gateways.clerk_backend import Fault
from tests.people import Caller, Person
from tests.safeclose.conftest import Written, log
from tests.workspace.asking import V1
from tests.workspace.clerk.deliveries import deleted, deliver, membership, organization, user
from tests.workspace.clerk.stand_in import StandIn, error
from workspace.clerk import actions
from workspace.clerk.jobs import create_at_clerk
from workspace.models import ClerkRecord, Membership, Organization, Role, User

__all__ = ["log"]
UNAUTHORIZED = (401, {"error": "Unauthorized"})
CREATED = "organization.created"
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_clerk(backend: StandIn, people: dict[str, Person]) -> StandIn:
    """Clerk knows Alice, Charlie and Nobody."""
    backend.has(*(user(name) for name in ("alice", "charlie", "nobody")))
    return backend


def founded(caller: Caller, slug: str = "cedar") -> Organization:
    answer = caller.post(f"{V1}/orgs", {"name": "Cedar Homes", "slug": slug})
    assert answer.status_code == 201, answer.json()
    return Organization.objects.get(slug=slug)


def queued() -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name="create_clerk_organization").values_list("args", flat=True))


def run_queued() -> None:
    """All that were queued, once more, as a worker may."""
    for arguments in queued():
        create_at_clerk(**arguments)


def clerk_id(organization: Organization) -> str | None:
    organization.refresh_from_db()
    return organization.clerk_org_id


def in_it(caller: Caller, organization: Organization) -> tuple[int, Any]:
    """What `/api` answers to a token of theirs that names Clerk's id of the organization."""
    assert caller.person
    organization.refresh_from_db()
    answer = Caller(Person(caller.person.user, organization)).get("/api/documents")
    return answer.status_code, answer.json()


def made_by_alice(slug: str = "cedar", **changed: Any) -> dict[str, Any]:
    """As Clerk tells of an organization that Alice has made there."""
    return organization("cedar", slug=slug, created_by="user_alice", **changed)


def test_an_organization_that_is_founded_is_made_at_clerk_and_its_id_kept(at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    assert queued() == [{"organization_id": cedar.pk}]
    assert at_clerk.asked == [], "Clerk is asked after the commit"
    assert in_it(alice, cedar) == UNAUTHORIZED
    run_queued()
    assert clerk_id(cedar) == "org_made1"
    assert at_clerk.asked == [
        ("/v1/organizations/cedar", {}),
        ("/v1/organizations", {"name": "Cedar Homes", "slug": "cedar", "created_by": "user_alice"}),
    ]
    assert in_it(alice, cedar) == (200, {"documents": []})
    assert ClerkRecord.objects.get(clerk_id="org_made1").updated_at == 1


def test_the_job_run_again_asks_nothing_and_makes_nothing(at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    run_queued()
    at_clerk.asked.clear()
    run_queued()
    assert (at_clerk.asked, clerk_id(cedar), list(at_clerk.organizations)) == ([], "org_made1", ["org_made1"])


def test_a_lost_answer_is_found_by_its_slug_at_the_next_try(at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    at_clerk.answers_to_lose = 1
    with pytest.raises(Fault):
        run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == (None, ["org_made1"])
    run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == ("org_made1", ["org_made1"])


def test_a_crash_between_clerks_answer_and_the_commit_makes_no_second_one(
    at_clerk: StandIn, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    cedar = founded(alice)

    def crash(**_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "record_founded", crash)
        with pytest.raises(KeyboardInterrupt):
            run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == (None, ["org_made1"])
    run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == ("org_made1", ["org_made1"])


@pytest.mark.parametrize("status", [500, 429, 401, 422])
def test_a_fault_of_clerk_leaves_the_job_to_be_tried_again(status: int, at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    at_clerk.faults.extend([error(404, "resource_not_found", "not found"), error(status, "fault", "At fault.")])
    with pytest.raises(Fault):
        run_queued()
    assert (clerk_id(cedar), len(at_clerk.asked)) == (None, 2), "what creates is asked once in a try"
    run_queued()
    assert clerk_id(cedar) == "org_made1"


def test_a_slug_that_someone_else_has_at_clerk_is_left_to_them(at_clerk: StandIn, alice: Caller, log: Written) -> None:
    at_clerk.has(organization("foreign", slug="cedar", created_by="user_charlie"))
    cedar = founded(alice)
    run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == (None, ["org_foreign"])
    (line,) = log.of("slug_taken_at_clerk")
    assert (line["organization"], line["clerk_organization"]) == (cedar.pk, "org_foreign")


def test_another_slug_is_tried_anew(at_clerk: StandIn, alice: Caller) -> None:
    at_clerk.has(organization("foreign", slug="cedar", created_by="user_charlie"))
    cedar = founded(alice)
    run_queued()
    alice.patch(f"{V1}/orgs/{cedar.pk}/settings", {"slug": "cedar-homes"})
    assert len(queued()) == 2
    run_queued()
    assert clerk_id(cedar) == "org_made2"
    alice.patch(f"{V1}/orgs/{cedar.pk}/settings", {"slug": "cedar-estates"})
    assert len(queued()) == 2, "what Clerk has is not made once more"


def test_one_that_an_owner_has_made_at_clerk_before_is_joined(at_clerk: StandIn, alice: Caller) -> None:
    at_clerk.has(made_by_alice())
    cedar = founded(alice)
    run_queued()
    assert (clerk_id(cedar), list(at_clerk.organizations)) == ("org_cedar", ["org_cedar"])


def test_what_has_no_owner_any_more_is_not_made(at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    Membership.objects.filter(organization=cedar).update(status="REMOVED")
    run_queued()
    assert (clerk_id(cedar), at_clerk.asked) == (None, [])


def test_an_id_that_another_organization_has_is_not_taken(at_clerk: StandIn, alice: Caller, log: Written) -> None:
    at_clerk.has(made_by_alice())
    Organization.objects.create(name="Other", slug="other", clerk_org_id="org_cedar")
    cedar = founded(alice)
    run_queued()
    assert clerk_id(cedar) is None
    assert len(log.of("organization_not_joined")) == 1


def test_an_organization_that_clerk_has_deleted_is_not_joined(at_clerk: StandIn, alice: Caller) -> None:
    at_clerk.has(made_by_alice())
    deliver("organization.deleted", deleted("organization", "org_cedar"))
    cedar = founded(alice)
    run_queued()
    assert clerk_id(cedar) is None


def test_without_a_secret_key_nothing_is_queued(people: dict[str, Person], alice: Caller) -> None:
    founded(alice)
    assert queued() == []


def test_on_a_development_copy_an_organization_has_an_id_at_once(alice: Caller, settings: Settings) -> None:
    from workspace.organizations import actions as organizations

    settings.DEBUG, settings.CLERK_ISSUER = True, ""
    assert alice.person
    made = organizations.create(name="Cedar", slug="cedar", by=alice.person.user.acting()).organization
    assert made.clerk_org_id == f"org_development_{made.pk}"
    assert queued() == []


TOLD = {
    "organization.created": lambda: (CREATED, made_by_alice()),
    "organization.updated": lambda: ("organization.updated", made_by_alice(at=2000)),
    "a membership of the owner": lambda: (
        "organizationMembership.created",
        membership("alice", "cedar", role="org:admin", organization=made_by_alice()),
    ),
    "a membership of someone else": lambda: (
        "organizationMembership.created", membership("dana", "cedar", organization=made_by_alice()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", TOLD)
def test_it_is_joined_to_clerks_when_clerk_tells_of_one_that_its_owner_made(told: str, alice: Caller) -> None:
    cedar = founded(alice)
    deliver(*TOLD[told]())
    assert (clerk_id(cedar), cedar.name) == ("org_cedar", "Cedar Homes")
    assert Organization.objects.filter(slug__startswith="cedar").count() == 1
    assert in_it(alice, cedar) == (200, {"documents": []})
    own = Membership.objects.select_related("role").get(organization=cedar, user__clerk_user_id="user_alice")
    assert (own.status, own.role.slug) == ("ACTIVE", "owner")


NOT_JOINED = {
    "its creator is no member": {"created_by": "user_charlie"},
    "its creator is a member and no owner": {"created_by": "user_bob"},
    "nobody is said to have made it": {"created_by": None},
    "it has another slug": {"slug": "cedar-2"},
    "it has no slug": {"slug": None},
}


@pytest.mark.parametrize("changed", NOT_JOINED.values(), ids=NOT_JOINED)
def test_an_organization_of_someone_else_at_clerk_is_another_one(
    changed: dict[str, Any], alice: Caller, people: dict[str, Person]
) -> None:
    cedar = founded(alice)
    member = Role.objects.get(organization=cedar, slug="member")
    Membership.objects.create(organization=cedar, user=people["bob"].user, role=member)
    deliver(CREATED, {**made_by_alice(), **changed})
    assert clerk_id(cedar) is None
    other = Organization.objects.get(clerk_org_id="org_cedar")
    assert (other.slug, other.memberships.count()) == ("cedar-2" if changed.get("slug", "x") else "cedar-homes", 0)


@pytest.mark.parametrize("ended", ["REMOVED", "PENDING"])
def test_an_owner_who_is_one_no_longer_joins_nothing(ended: str, alice: Caller) -> None:
    cedar = founded(alice)
    Membership.objects.filter(organization=cedar).update(status=ended)
    deliver(CREATED, made_by_alice())
    assert clerk_id(cedar) is None


def test_an_owner_whose_account_is_closed_joins_nothing(alice: Caller) -> None:
    cedar = founded(alice)
    User.objects.filter(clerk_user_id="user_alice").update(is_active=False)
    deliver(CREATED, made_by_alice())
    assert clerk_id(cedar) is None


def test_an_organization_that_clerk_has_already_is_not_taken_from_it(alice: Caller) -> None:
    """Acme has an id; whoever makes another one of its slug at Clerk gets no part of it, owner or not."""
    deliver(CREATED, organization("new", slug="acme", created_by="user_alice"))
    assert Organization.objects.get(slug="acme").clerk_org_id == "org_acme"
    assert Organization.objects.get(clerk_org_id="org_new").slug == "acme-2"


def test_what_is_deleted_at_clerk_already_is_not_joined(alice: Caller) -> None:
    cedar = founded(alice)
    deliver("organization.deleted", deleted("organization", "org_cedar"))
    deliver(CREATED, made_by_alice())
    assert clerk_id(cedar) is None


def test_clerks_word_and_the_job_agree_in_either_order(at_clerk: StandIn, alice: Caller) -> None:
    cedar = founded(alice)
    run_queued()
    told = at_clerk.organizations["org_made1"]
    deliver(CREATED, told)
    assert (clerk_id(cedar), Organization.objects.filter(slug__startswith="cedar").count()) == ("org_made1", 1)
    Organization.objects.filter(pk=cedar.pk).update(clerk_org_id=None)
    ClerkRecord.objects.all().delete()
    deliver(CREATED, told)
    run_queued()
    assert (clerk_id(cedar), Organization.objects.filter(slug__startswith="cedar").count()) == ("org_made1", 1)


def test_sync_clerk_has_those_made_that_were_founded_without_the_key(
    at_clerk: StandIn, alice: Caller, charlie: Caller, settings: Settings
) -> None:
    key, settings.CLERK_SECRET_KEY = settings.CLERK_SECRET_KEY, ""
    cedar, dale = founded(alice), founded(charlie, "dale")
    abandoned = founded(alice, "abandoned")
    Membership.objects.filter(organization=abandoned).update(status="REMOVED")
    settings.CLERK_SECRET_KEY = key
    at_clerk.has(organization("acme"), organization("birch"))
    printed = StringIO()
    call_command("sync_clerk", stdout=printed)
    assert printed.getvalue().endswith("Of those that were founded here, 2 will be made at Clerk by jobs.\n")
    assert queued() == [{"organization_id": cedar.pk}, {"organization_id": dale.pk}]
    run_queued()
    assert [clerk_id(one) for one in (cedar, dale, abandoned)] == ["org_made3", "org_made4", None]
