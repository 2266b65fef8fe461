"""GET /v1/workspace/orgs/:id/managers."""

from signing.packages.models import ManagerMembership
from tests.signing.packages.managers.team import ALL, Team
from tests.signing.packages.stage import grant, ok
from tests.workspace.asking import queries
from workspace.models import Membership


def names(body: dict[str, object]) -> list[object]:
    managers = body["managers"]
    assert isinstance(managers, list)
    return [row["name"] for row in managers]


def test_those_whose_rights_hold_are_listed_in_the_order_of_their_appointment(team: Team) -> None:
    team.appointed(team.charlie, tiers={"signings": "read"})
    team.appointed(team.bob, tiers={"signings": "read"})
    team.appointed(team.charlie, tiers={"flows": "read"}, locationId=str(team.stage.toronto.pk))
    assert names(ok(team.alice.get(f"{team.path}/managers"))) == ["Mia", "Charlie", "Bob", "Charlie"]
    Membership.objects.filter(pk=team.membership(team.charlie).pk).update(status="REMOVED")
    assert names(ok(team.alice.get(f"{team.path}/managers"))) == ["Mia", "Bob"]


def test_the_rights_of_an_owner_are_full_whatever_the_row_says(team: Team) -> None:
    grant(team.alice, team.stage.acme, signings=1)
    row = ok(team.alice.get(f"{team.path}/managers"))["managers"][-1]
    assert row == {**row, "name": "Alice", "isOwner": True, **ALL}
    session = ok(team.alice.get("/v1/signing/session"))
    assert session["manager"]["memberships"] == [{"organizationId": str(team.stage.acme.pk), "locationId": None, **ALL}]
    assert session["managerModules"] == {**ALL["tiers"], "vault": ALL["vault"]}
    ok(team.alice.post("/v1/signing/manager/signings", {"locationId": team.stage.kingston.pk}), 201)


def test_a_page_after_the_other_shows_each_once(team: Team) -> None:
    for place in (team.stage.toronto, team.stage.ottawa, team.stage.kingston):
        team.appointed(team.charlie, tiers={"signings": "read"}, locationId=str(place.pk))
    seen, cursor = [], ""
    while True:
        body = ok(team.alice.get(f"{team.path}/managers?limit=3{cursor}"))
        seen += [row["id"] for row in body["managers"]]
        if "nextCursor" not in body:
            break
        cursor = f"&cursor={body['nextCursor']}"
    rows = ManagerMembership.objects.filter(organization=team.stage.acme).order_by("id")
    assert seen == [str(row.pk) for row in rows]
    assert len(seen) == 4


def test_the_list_takes_as_many_queries_for_many(team: Team) -> None:
    few = queries(team.alice, f"{team.path}/managers")
    for place in (team.stage.toronto, team.stage.ottawa):
        for one in (team.bob, team.charlie):
            team.appointed(one, tiers={"signings": "read"}, locationId=str(place.pk))
    assert queries(team.alice, f"{team.path}/managers") == few


def test_a_manager_without_the_permission_sees_no_list(team: Team) -> None:
    team.appointed(team.charlie, **ALL)
    answer = team.charlie.get(f"{team.path}/managers")
    assert (answer.status_code, answer.json()) == (403, {"error": "Your role lacks the permission members."})
