"""Which organization a request acts in: the database says, never the token."""

from typing import Any

import pytest

from tests.people import Caller, Person, claims, token
from tests.safeclose.conftest import Written, log
from workspace.identity.callers import user_agent_of
from workspace.models import Membership, Organization, Role

__all__ = ["log"]
UNAUTHORIZED = (401, {"error": "Unauthorized"}, "Bearer")


def answered(anyone: Caller, content: dict[str, Any]) -> tuple[int, Any, str | None]:
    response = anyone.get("/api/documents", HTTP_AUTHORIZATION=f"Bearer {token(content)}")
    return response.status_code, response.json(), response.headers.get("WWW-Authenticate")


@pytest.mark.parametrize(
    ("subject", "organization", "claimed"),
    [
        ("user_alice", None, {}),
        ("user_alice", "org_birch", {}),
        ("user_alice", "org_nowhere", {}),
        ("user_alice", None, {"org_id": "org_birch"}),
        ("user_alice", "org_birch", {"org_id": "org_acme"}),
        ("user_nobody", "org_acme", {}),
        ("user_unknown", "org_acme", {}),
    ],
)
def test_who_is_no_member_is_refused(
    subject: str,
    organization: str | None,
    claimed: dict[str, Any],
    people: dict[str, Person],
    anyone: Caller,
    log: Written,
) -> None:
    assert answered(anyone, claims(subject, organization, **claimed)) == UNAUTHORIZED
    assert log.of("token_refused") == [], "it is the organization that is refused"


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        (None, "The token names no organization."),
        ("org_nowhere", "No organization here has the Clerk id that the token names."),
        ("org_birch", "The user is no active member of the organization that the token names."),
    ],
)
def test_why_an_organization_was_refused_is_in_the_log_and_not_in_the_answer(
    named: str | None, reason: str, people: dict[str, Person], anyone: Caller, log: Written
) -> None:
    assert answered(anyone, claims("user_alice", named)) == UNAUTHORIZED
    (line,) = log.of("organization_refused")
    assert (line["reason"], line["clerk_organization"], line["user"]) == (reason, named, people["alice"].user.pk)


@pytest.mark.parametrize("claimed", [{"o": {"id": "org_acme"}}, {"org_id": "org_acme"}])
def test_both_versions_of_the_organization_claim_are_read(
    claimed: dict[str, Any], people: dict[str, Person], anyone: Caller
) -> None:
    assert answered(anyone, claims("user_alice", **claimed))[0] == 200


@pytest.mark.parametrize("status", ["PENDING", "REMOVED"])
def test_only_an_active_membership_counts(status: str, people: dict[str, Person], anyone: Caller) -> None:
    Membership.objects.filter(user=people["alice"].user).update(status=status)
    assert answered(anyone, claims("user_alice", "org_acme")) == UNAUTHORIZED


def test_membership_of_one_organization_is_none_of_another(people: dict[str, Person], anyone: Caller) -> None:
    birch = Organization.objects.get(slug="birch")
    role = Role.objects.get(organization=birch, slug="member")
    Membership.objects.create(organization=birch, user=people["alice"].user, role=role, status="REMOVED")
    assert answered(anyone, claims("user_alice", "org_birch")) == UNAUTHORIZED
    assert answered(anyone, claims("user_alice", "org_acme"))[0] == 200


def test_an_organization_that_clerk_does_not_know_is_no_ones(people: dict[str, Person], anyone: Caller) -> None:
    Organization.objects.filter(slug="acme").update(clerk_org_id=None)
    assert answered(anyone, claims("user_alice")) == UNAUTHORIZED
    assert answered(anyone, claims("user_alice", "org_acme")) == UNAUTHORIZED


def test_removal_holds_from_the_next_request_on(people: dict[str, Person], alice: Caller) -> None:
    assert alice.get("/api/documents").status_code == 200
    Membership.objects.filter(user=people["alice"].user).update(status="REMOVED")
    assert alice.get("/api/documents").status_code == 401


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Mozilla/5.0 (é)", "Mozilla/5.0 (é)"), ("a\x00b\x7f\x85c", "abc"), ("x" * 501, "x" * 500), (None, "")],
)
def test_the_user_agent_is_kept_cleaned_and_cut(given: str | None, kept: str, rf: Any) -> None:
    assert user_agent_of(rf.get("/", **({} if given is None else {"HTTP_USER_AGENT": given}))) == kept
