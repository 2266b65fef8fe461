"""PATCH and DELETE /v1/workspace/orgs/:id/managers/:managerId."""

from typing import Any

import pytest

from signing.packages.models import Manager, ManagerMembership
from tests.signing.packages.managers.team import ALL, Team, rights, told
from tests.signing.packages.managers.test_create import NOTHING, OWNERS
from tests.signing.packages.stage import BASE, grant, ok, refused, user_of


def test_what_is_not_named_stays(team: Team) -> None:
    number = team.appointed(team.charlie, tiers={"signings": "write", "flows": "read"}, vault={"shareDeal": True})
    before = ok(team.alice.get(f"{team.path}/managers"))["managers"][-1]
    body = {"tiers": {"flows": "none", "reports": "full"}, "vault": {"claimDeal": True}}
    changed = ok(team.alice.patch(f"{team.path}/managers/{number}", body))["manager"]
    now = rights({"signings": "write", "reports": "full"}, "shareDeal", "claimDeal")
    assert changed == {**before, **now}
    assert ok(team.alice.get(f"{team.path}/managers"))["managers"][-1] == changed
    data = {"userId": str(user_of(team.charlie).pk), "locationId": None, **now}
    assert told("manager.changed") == [("manager.changed", number, data)]


@pytest.mark.parametrize(
    "body", [{}, {"tiers": {}}, {"tiers": {"signings": "read"}}, {"locationId": "1", "userId": "1"}]
)
def test_a_change_that_changes_nothing_is_not_told(team: Team, body: dict[str, Any]) -> None:
    number = team.appointed(team.charlie, tiers={"signings": "read"})
    before = ok(team.alice.get(f"{team.path}/managers"))["managers"][-1]
    assert ok(team.alice.patch(f"{team.path}/managers/{number}", body))["manager"] == before
    assert told("manager.changed") == []


def test_a_change_that_leaves_nothing_is_refused(team: Team) -> None:
    number = team.appointed(team.charlie, tiers={"signings": "read"})
    refused(team.alice.patch(f"{team.path}/managers/{number}", {"tiers": {"signings": "none"}}), 400, NOTHING)


def test_a_change_holds_from_the_next_request_on(team: Team) -> None:
    number = team.appointed(team.charlie, tiers={"signings": "write"})
    body = {"locationId": team.stage.toronto.pk}
    ok(team.charlie.post(f"{BASE}/signings", body), 201)
    ok(team.alice.patch(f"{team.path}/managers/{number}", {"tiers": {"signings": "read"}}))
    assert team.charlie.post(f"{BASE}/signings", body).status_code == 403
    assert team.charlie.get(f"{BASE}/signings").status_code == 200


def test_revoked_rights_are_gone_at_once_and_told(team: Team) -> None:
    number = team.appointed(team.charlie, tiers={"signings": "read"})
    answer = team.alice.delete(f"{team.path}/managers/{number}")
    assert (answer.status_code, answer.content) == (204, b"")
    refused(team.charlie.get("/v1/signing/session"), 403, "You are no manager, admin or signer.")
    assert team.charlie.get(f"{BASE}/signings").status_code == 403
    data = {"userId": str(user_of(team.charlie).pk), "locationId": None, **rights({"signings": "read"})}
    assert told("manager.revoked") == [("manager.revoked", number, data)]
    assert not Manager.objects.filter(user=user_of(team.charlie)).exists()
    refused(team.alice.delete(f"{team.path}/managers/{number}"), 404, "Not found.")


def test_other_rights_of_the_same_manager_stay(team: Team) -> None:
    at_toronto = team.appointed(team.charlie, tiers={"signings": "full"}, locationId=str(team.stage.toronto.pk))
    at_ottawa = team.appointed(team.charlie, tiers={"signings": "read"}, locationId=str(team.stage.ottawa.pk))
    assert team.alice.delete(f"{team.path}/managers/{at_toronto}").status_code == 204
    rows = ManagerMembership.objects.filter(manager__user=user_of(team.charlie))
    assert [str(row.pk) for row in rows] == [at_ottawa]
    assert ok(team.charlie.get("/v1/signing/session"))["managerModules"]["signings"] == "read"


def test_an_owner_stays_a_manager(team: Team) -> None:
    grant(team.alice, team.stage.acme, signings=1)
    row = ManagerMembership.objects.get(manager__user=user_of(team.alice))
    refused(team.alice.patch(f"{team.path}/managers/{row.pk}", {"tiers": {"signings": "read"}}), 409, OWNERS)
    refused(team.alice.delete(f"{team.path}/managers/{row.pk}"), 409, OWNERS)
    assert ManagerMembership.objects.filter(pk=row.pk).exists()


def test_nobody_changes_or_takes_away_more_than_they_hold(team: Team) -> None:
    team.appointed(team.bob, tiers={"signings": "write"})
    strong = team.appointed(team.charlie, tiers={"signings": "full", "flows": "read"}, vault={"shareDeal": True})
    sentence = "These rights are more than your own: signings, flows, shareDeal."
    refused(team.bob.patch(f"{team.path}/managers/{strong}", {"tiers": {"signings": "read"}}), 403, sentence)
    refused(team.bob.delete(f"{team.path}/managers/{strong}"), 403, sentence)
    weak = team.appointed(team.charlie, tiers={"signings": "read"}, locationId=str(team.stage.toronto.pk))
    answer = team.bob.patch(f"{team.path}/managers/{weak}", {"tiers": {"signings": "full"}})
    refused(answer, 403, "These rights are more than your own: signings.")
    ok(team.bob.patch(f"{team.path}/managers/{weak}", {"tiers": {"signings": "write"}}))
    assert team.bob.delete(f"{team.path}/managers/{weak}").status_code == 204


def test_an_owner_of_another_organization_finds_no_manager(team: Team) -> None:
    number = team.appointed(team.charlie, **ALL)
    carl = team.stage.carl
    elsewhere = f"/v1/workspace/orgs/{team.stage.birch.pk}/managers/{number}"
    stranger = f"{team.path}/managers/{number}"
    for path in (elsewhere, stranger):
        assert carl.patch(path, {"tiers": {"signings": "none"}}).status_code in (403, 404)
        assert carl.delete(path).status_code in (403, 404)
    assert ManagerMembership.objects.filter(pk=number).exists()


def test_what_an_owner_was_granted_at_a_location_can_only_be_taken_away(team: Team) -> None:
    there = {"locationId": str(team.stage.toronto.pk)}
    number = team.appointed(team.charlie, tiers={"signings": "read"}, **there)
    ok(team.alice.patch(team.member_path(team.charlie), {"roleSlug": "owner"}))
    before = ok(team.alice.get(f"{team.path}/managers"))
    refused(team.alice.patch(f"{team.path}/managers/{number}", {"tiers": {"signings": "write"}}), 409, OWNERS)
    assert ok(team.alice.get(f"{team.path}/managers")) == before
    assert team.alice.delete(f"{team.path}/managers/{number}").status_code == 204
    assert [row for row in ok(team.alice.get(f"{team.path}/managers"))["managers"] if row["locationId"]] == []
