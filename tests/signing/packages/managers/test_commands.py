"""manage.py grant_manager, revoke_manager, grant_admin, revoke_admin."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from signing.packages.models import ManagerMembership, SigningAdmin
from tests.signing.packages.managers.team import ALL, Team, rights, told
from tests.signing.packages.managers.test_create import NOTHING, OWNERS
from tests.signing.packages.stage import grant, ok, user_of
from workspace.models import Event, Membership, User


def run(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--json"))


def said(*arguments: str) -> str:
    printed = StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue().strip()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        call_command(*arguments)
    return str(caught.value)


CHARLIE = ("charlie@example.com", "--organization", "acme")


def test_a_member_is_made_a_manager_and_a_second_run_gives_the_named_rights_instead(team: Team) -> None:
    first = run("grant_manager", *CHARLIE, "--full")
    assert first == {"id": first["id"], "locationId": None, **ALL}
    second = run("grant_manager", *CHARLIE, "--tier", "signings=write", "--tier", "flows=read", "--vault", "shareDeal")
    assert second == {**first, **rights({"signings": "write", "flows": "read"}, "shareDeal")}
    assert run("grant_manager", "user_charlie", *CHARLIE[1:], "--full") == first
    assert [type for type, _, _ in told()] == ["manager.appointed", "manager.changed", "manager.changed"]
    assert Event.objects.latest("id").actor == {"kind": "system", "id": "system", "name": "Safeclose"}
    assert ok(team.charlie.get("/v1/signing/session"))["managerModules"]["signings"] == "full"


def test_rights_at_one_location(team: Team) -> None:
    place = ("--location", str(team.stage.toronto.pk))
    assert run("grant_manager", *CHARLIE, *place, "--tier", "signings=read")["locationId"] == place[1]
    sentence = f"charlie@example.com manages location {place[1]} of Acme Financial: signings read."
    assert said("grant_manager", *CHARLIE, *place, "--tier", "signings=read") == sentence
    assert said("revoke_manager", *CHARLIE, *place) == "Revoked: 1."
    assert refusal("grant_manager", *CHARLIE, "--location", str(team.stage.hamilton.pk), "--full") == (
        f"Acme Financial has no location {team.stage.hamilton.pk}."
    )


def test_all_rights_in_an_organization_are_revoked_and_again_there_is_nothing(team: Team) -> None:
    places: list[dict[str, str]] = [{}, {"locationId": str(team.stage.ottawa.pk)}]
    numbers = [team.appointed(team.charlie, **ALL, **place) for place in places]
    assert run("revoke_manager", *CHARLIE) == {"revoked": numbers}
    assert said("revoke_manager", *CHARLIE) == "There was nothing to revoke."
    assert not ManagerMembership.objects.filter(manager__user=user_of(team.charlie)).exists()


def test_what_can_not_be_done_is_a_sentence(team: Team) -> None:
    assert refusal("grant_manager", *CHARLIE) == "Give --full, --tier or --vault."
    assert refusal("grant_manager", *CHARLIE, "--tier", "signings=none") == NOTHING
    assert refusal("grant_manager", "alice@example.com", *CHARLIE[1:], "--full") == OWNERS
    assert refusal("grant_manager", CHARLIE[0], "--organization", "x", "--full") == "There is no organization 'x'."
    nobody = "No account of the Clerk user id or verified e-mail address {} is known."
    assert refusal("grant_manager", "x@example.com", *CHARLIE[1:], "--full") == nobody.format("x@example.com")
    User.objects.filter(pk=user_of(team.charlie).pk).update(email_verified=False)
    assert refusal("grant_admin", CHARLIE[0]) == nobody.format(CHARLIE[0])
    Membership.objects.filter(pk=team.membership(team.charlie).pk).update(status="REMOVED")
    sentence = "userId names no active member of this organization."
    assert refusal("grant_manager", "user_charlie", *CHARLIE[1:], "--full") == sentence
    grant(team.alice, team.stage.acme, signings=1)
    assert refusal("revoke_manager", "alice@example.com", *CHARLIE[1:]) == OWNERS
    assert told() == []


def test_two_accounts_with_one_address_have_to_be_named_by_id(team: Team) -> None:
    User.objects.create(clerk_user_id="user_zoe", email="Charlie@example.com", email_verified=True)
    assert refusal("grant_admin", CHARLIE[0]) == (
        "Several accounts have verified charlie@example.com: give one of the Clerk user ids user_charlie, user_zoe."
    )


def test_admins_are_made_and_unmade(team: Team) -> None:
    made = run("grant_admin", CHARLIE[0])
    assert made == {"id": str(SigningAdmin.objects.get(user=user_of(team.charlie)).pk), "isNew": True}
    assert ok(team.charlie.get("/v1/signing/session"))["resolvedRoles"] == ["admin"]
    assert run("grant_admin", CHARLIE[0]) == {**made, "isNew": False}
    assert said("revoke_admin", CHARLIE[0]) == "charlie@example.com is no admin of signing packages any more."
    assert team.charlie.get("/v1/signing/session").status_code == 403
    assert said("revoke_admin", CHARLIE[0]) == "charlie@example.com is no admin of signing packages anyway."
    events = Event.objects.filter(type__startswith="signing.admin_").order_by("id")
    user = user_of(team.charlie).pk
    assert [(one.type, one.user_id, one.organization_id) for one in events] == [
        ("signing.admin_appointed", user, None),
        ("signing.admin_revoked", user, None),
    ]


@pytest.mark.parametrize("word", ["\udcff", "a\0b", "\udcff@example.com"], ids=ascii)
def test_a_word_that_no_database_holds_is_refused_before_it_is_looked_for(word: str) -> None:
    """A shell passes on bytes that are no UTF-8, as lone surrogates."""
    unprintable = f"{word!r} has characters that can't be printed"
    for command in ("grant_admin", "revoke_admin"):
        assert refusal(command, word) == f"Error: argument who: {unprintable}"
    for command, more in (("grant_manager", ["--full"]), ("revoke_manager", [])):
        assert refusal(command, word, *CHARLIE[1:], *more) == f"Error: argument who: {unprintable}"
        assert refusal(command, CHARLIE[0], "--organization", word, *more) == (
            f"Error: argument --organization: {unprintable}"
        )
