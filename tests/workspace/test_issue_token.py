"""`manage.py issue_token`: for development copies only, and it prints nothing but the token."""

from typing import Any

import jwt
import pytest
from django.core.management import CommandError, call_command

from safeclose.gateways import clerk
from tests.people import Person, acme_and_birch
from workspace.models import Membership, Organization, Role, User


@pytest.fixture
def development(settings: Any, db: None) -> dict[str, Person]:
    """A copy for development, with people whose Clerk ids are those of the demo."""
    settings.DEBUG, settings.CLERK_ISSUER, settings.CLERK_JWT_KEY, settings.CLERK_AUTHORIZED_PARTIES = True, "", "", []
    people = acme_and_birch()
    for name, person in people.items():
        User.objects.filter(id=person.user.id).update(clerk_user_id=f"user_demo_{name}")
    return people


def issued(capsys: pytest.CaptureFixture[str], *arguments: str, **options: Any) -> clerk.Claims:
    call_command("issue_token", *arguments, **options)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    return clerk.verify(printed.strip())


@pytest.mark.parametrize(
    ("arguments", "subject", "organization"),
    [
        (["alice"], "user_demo_alice", "org_acme"),
        (["user_demo_charlie"], "user_demo_charlie", "org_birch"),
        (["alice", "--org", "birch"], "user_demo_alice", "org_birch"),
        (["alice", "--no-org"], "user_demo_alice", None),
        (["nobody"], "user_demo_nobody", None),
        (["user_2abcNew"], "user_2abcNew", None),
    ],
)
def test_the_token_names_the_user_and_the_organization(
    arguments: list[str], subject: str, organization: str | None,
    development: dict[str, Person], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert issued(capsys, *arguments) == clerk.Claims(subject, organization)


def test_the_active_organization_comes_first(
    development: dict[str, Person], capsys: pytest.CaptureFixture[str]
) -> None:
    birch = Organization.objects.get(slug="birch")
    alice = development["alice"].user
    Membership.objects.create(organization=birch, user=alice, role=Role.objects.get(organization=birch, slug="member"))
    assert issued(capsys, "alice").organization == "org_acme"
    User.objects.filter(id=alice.id).update(active_organization=birch)
    assert issued(capsys, "alice").organization == "org_birch"


def test_a_removed_membership_gives_no_organization(
    development: dict[str, Person], capsys: pytest.CaptureFixture[str]
) -> None:
    Membership.objects.update(status="REMOVED")
    assert issued(capsys, "alice").organization is None


def test_the_token_ends_after_its_ttl(development: dict[str, Person], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("issue_token", "alice", "--ttl", "60")
    content = jwt.decode(capsys.readouterr().out.strip(), options={"verify_signature": False})
    assert content["exp"] - content["iat"] == 60


@pytest.mark.parametrize(("slug", "known"), [("nowhere", True), ("birch", False)])
def test_an_organization_that_clerk_does_not_know_is_refused(
    slug: str, known: bool, development: dict[str, Person]
) -> None:
    if not known:
        Organization.objects.filter(slug=slug).update(clerk_org_id=None)
    with pytest.raises(CommandError, match=f"There is no organization '{slug}' that Clerk knows."):
        call_command("issue_token", "alice", "--org", slug)


@pytest.mark.parametrize(
    ("debug", "issuer"), [(False, ""), (True, "https://clerk.example.test"), (False, "https://clerk.example.test")]
)
def test_only_a_development_copy_issues_tokens(
    debug: bool, issuer: str, development: dict[str, Person], settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG, settings.CLERK_ISSUER = debug, issuer
    with pytest.raises(CommandError, match="only a development copy issues its own"):
        call_command("issue_token", "alice")
    assert capsys.readouterr().out == ""


def test_an_organization_and_none_at_once_are_refused(development: dict[str, Person]) -> None:
    with pytest.raises(CommandError):
        call_command("issue_token", "alice", "--org", "acme", "--no-org")
