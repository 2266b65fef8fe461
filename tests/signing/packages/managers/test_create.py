"""POST /v1/workspace/orgs/:id/managers."""

from typing import Any

import pytest

from signing.packages.models import ManagerMembership
from tests.matching import A_TIME
from tests.signing.packages.managers.team import ALL, Team, rights, told
from tests.signing.packages.stage import caller, make_admin, ok, refused, user_of
from workspace.models import Event, Membership, User

NO_MEMBER = "userId names no active member of this organization."
NO_ADDRESS = "email is the verified address of no active member of this organization."
NOTHING = "Give at least one tier above none, or one switch of the vault."
OWNERS = "An owner has full rights in the whole organization, so there is nothing to give, change or take away."
READS = {"tiers": {"signings": "read"}}


def test_the_whole_answer(team: Team) -> None:
    body = {"locationId": str(team.stage.toronto.pk), "tiers": {"signings": "write"}, "vault": {"shareDeal": True}}
    answer = team.appoint(team.charlie, **body)
    row = ManagerMembership.objects.get(manager__user=user_of(team.charlie))
    expected = {
        "id": str(row.pk),
        "userId": str(user_of(team.charlie).pk),
        "name": "Charlie",
        "email": "charlie@example.com",
        "organizationId": str(team.stage.acme.pk),
        "locationId": str(team.stage.toronto.pk),
        "isOwner": False,
        **rights({"signings": "write"}, "shareDeal"),
        "createdAt": A_TIME,
    }
    assert (answer.status_code, answer.json()) == (201, {"manager": expected})
    assert ok(team.alice.get(f"{team.path}/managers"))["managers"][-1] == expected


def test_an_appointment_is_told_and_in_the_activity_log(team: Team) -> None:
    number = team.appointed(team.charlie, **READS)
    data = {"userId": str(user_of(team.charlie).pk), "locationId": None, **rights({"signings": "read"})}
    assert told() == [("manager.appointed", number, data)]
    event = Event.objects.get(type="manager.appointed")
    assert (event.organization_id, event.subject_type) == (team.stage.acme.pk, "manager")
    assert event.actor == {"kind": "user", "id": str(user_of(team.alice).pk), "name": "Alice"}
    shown = ok(team.alice.get("/v1/workspace/activity"))["events"][0]
    assert (shown["type"], shown["subjectId"], shown["data"]) == ("manager.appointed", number, data)


def test_it_holds_from_the_next_request_on_and_only_where_it_was_given(team: Team) -> None:
    signings = "/v1/signing/manager/signings"
    toronto, ottawa = ({"locationId": place.pk} for place in (team.stage.toronto, team.stage.ottawa))
    assert team.charlie.post(signings, toronto).status_code == 403
    team.appointed(team.charlie, **toronto, tiers={"signings": "write"})
    ok(team.charlie.post(signings, toronto), 201)
    assert team.charlie.post(signings, ottawa).status_code == 403


@pytest.mark.parametrize("spelled", ["charlie@example.com", "Charlie@EXAMPLE.com", " charlie@example.com "])
def test_a_member_is_named_by_a_verified_address(team: Team, spelled: str) -> None:
    answer = team.alice.post(f"{team.path}/managers", {"email": spelled, **READS})
    assert ok(answer, 201)["manager"]["userId"] == str(user_of(team.charlie).pk)


def test_an_address_that_is_not_verified_names_no_one(team: Team) -> None:
    User.objects.filter(pk=user_of(team.charlie).pk).update(email_verified=False)
    refused(team.alice.post(f"{team.path}/managers", {"email": "charlie@example.com", **READS}), 400, NO_ADDRESS)


@pytest.mark.parametrize("has", ["\u212aate@example.com"])
def test_a_look_alike_of_an_address_names_no_one(team: Team, has: str) -> None:
    User.objects.filter(pk=user_of(team.charlie).pk).update(email=has)
    refused(team.alice.post(f"{team.path}/managers", {"email": "kate@example.com", **READS}), 400, NO_ADDRESS)


@pytest.mark.parametrize("state", ["PENDING", "REMOVED"])
def test_who_is_no_active_member_can_not_be_appointed(team: Team, state: str) -> None:
    Membership.objects.filter(pk=team.membership(team.charlie).pk).update(status=state)
    refused(team.appoint(team.charlie, **READS), 400, NO_MEMBER)
    refused(team.alice.post(f"{team.path}/managers", {"email": "charlie@example.com", **READS}), 400, NO_ADDRESS)
    refused(team.appoint(team.stage.carl, **READS), 400, NO_MEMBER)
    assert not told()


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "Give either userId or email."),
    ({"userId": "1", "email": "a@example.com", **READS}, "Give either userId or email."),
    ({"userId": "x", **READS}, "userId must be a numeric string."),
    ({"userId": None, **READS}, "userId: This field may not be null."),
    ({"email": "x", **READS}, "email: Enter a valid email address."),
    ({"userId": "1", "locationId": "x", **READS}, "locationId must be a numeric string."),
    ({"userId": "1", "tiers": []}, "tiers: Invalid data. Expected a dictionary, but got list."),
    ({"userId": "1", "tiers": {"signings": "all"}}, "tiers.signings: Must be one of none, read, write, full."),
    ({"userId": "1", "tiers": {"signings": 3}}, "tiers.signings: Not a valid string."),
    ({"userId": "1", "vault": {"shareDeal": "yes"}}, "vault.shareDeal: Must be a valid boolean."),
    ({"userId": "1", "vault": None}, "vault: This field may not be null."),
]


@pytest.mark.parametrize(("body", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_a_bad_body_is_a_sentence(team: Team, body: dict[str, Any], sentence: str) -> None:
    refused(team.alice.post(f"{team.path}/managers", body), 400, sentence)


@pytest.mark.parametrize("body", [{}, {"tiers": {"flows": "none"}}, {"vault": {"shareDeal": False}}])
def test_an_appointment_that_gives_nothing_is_refused(team: Team, body: dict[str, Any]) -> None:
    refused(team.appoint(team.charlie, **body), 400, NOTHING)


def test_a_location_of_another_organization_is_refused(team: Team) -> None:
    body = {"locationId": str(team.stage.hamilton.pk), **READS}
    refused(team.appoint(team.charlie, **body), 400, "locationId names no location of this organization.")


def test_one_person_has_one_row_for_one_place(team: Team) -> None:
    there = {"locationId": str(team.stage.toronto.pk)}
    team.appointed(team.charlie, **READS)
    team.appointed(team.charlie, **READS, **there)
    for place in ({}, there):
        refused(team.appoint(team.charlie, **READS, **place), 409, "This person is a manager there already.")


def test_an_owner_has_all_already(team: Team) -> None:
    refused(team.appoint(team.alice, **READS), 409, OWNERS)
    refused(team.appoint(team.alice, **READS, locationId=str(team.stage.toronto.pk)), 409, OWNERS)


def test_nobody_gives_more_than_they_hold(team: Team) -> None:
    """Bob may appoint, and manages packages at Toronto; Alice, who owns Acme, holds everything without a row."""
    toronto = str(team.stage.toronto.pk)
    team.appointed(
        team.bob, tiers={"signings": "write", "flows": "read"}, vault={"shareDeal": True}, locationId=toronto
    )
    more = "These rights are more than your own: {}."
    for body, named in (
        ({"tiers": {"signings": "full"}, "locationId": toronto}, "signings"),
        (
            {"tiers": {"signings": "read", "templates": "read", "flows": "write"}, "locationId": toronto},
            "templates, flows",
        ),
        ({"vault": {"claimDeal": True, "shareDeal": True}, "locationId": toronto}, "claimDeal"),
        ({"tiers": {"signings": "read"}}, "signings"),
        ({"tiers": {"signings": "read"}, "locationId": str(team.stage.ottawa.pk)}, "signings"),
    ):
        refused(team.appoint(team.charlie, by=team.bob, **body), 403, more.format(named))
    assert not ManagerMembership.objects.filter(manager__user=user_of(team.charlie)).exists()
    body = {"tiers": {"signings": "write"}, "vault": {"shareDeal": True}, "locationId": toronto}
    ok(team.appoint(team.charlie, by=team.bob, **body), 201)


def test_rights_in_another_organization_are_nothing_to_give(team: Team) -> None:
    """Carl manages all of Birch, and may appoint in Acme."""
    Membership.objects.create(
        organization=team.stage.acme, user=user_of(team.stage.carl), role=team.stage.acme.roles.get(slug="people")
    )
    answer = team.appoint(team.charlie, by=team.stage.carl, **READS)
    refused(answer, 403, "These rights are more than your own: signings.")


def test_an_admin_who_may_appoint_holds_everything(team: Team) -> None:
    make_admin(team.bob)
    ok(team.appoint(team.charlie, by=team.bob, **ALL), 201)


def test_an_admin_who_is_no_member_can_not_appoint(team: Team) -> None:
    refused(team.appoint(team.charlie, by=team.stage.ada, **READS), 404, "Not found.")


def test_the_same_request_under_a_key_appoints_once(team: Team) -> None:
    body = {"userId": str(user_of(team.charlie).pk), **READS}
    first, second = (team.alice.post(f"{team.path}/managers", body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(told()) == 1


def test_who_was_never_a_manager_signs_in_as_one(team: Team) -> None:
    assert caller("charlie").get("/v1/signing/session").status_code == 403
    team.appointed(team.charlie, **READS)
    session = ok(team.charlie.get("/v1/signing/session"))
    assert session["resolvedRoles"] == ["manager"]
    assert session["manager"]["memberships"] == [
        {"organizationId": str(team.stage.acme.pk), "locationId": None, **rights({"signings": "read"})}
    ]
