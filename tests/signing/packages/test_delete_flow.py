"""DELETE /v1/signing/manager/flows/:id: one that no package follows goes, another is archived."""

from functools import partial

import pytest

from signing.packages.identities.models import Tier
from signing.packages.models import Flow, Signing
from tests.matching import A_TIME
from tests.racing import at_once, races
from tests.signing.packages.stage import BASE, NOT_FOUND, Stage, caller, draft, flow, grant, ok, refused, when_told
from workspace.models import Event

PATH = f"{BASE}/flows"


def test_a_flow_that_no_package_follows_is_gone(stage: Stage) -> None:
    usual, other = flow(stage.mia, stage.toronto), flow(stage.mia, stage.toronto, "Other")
    answer = stage.mia.delete(f"{PATH}/{usual['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert stage.mia.get(f"{PATH}/{usual['id']}").json() == NOT_FOUND[1]
    assert ok(stage.mia.get(PATH))["flows"] == [other]
    event = Event.objects.get(type="flow.deleted")
    assert (event.subject_id, event.data) == (usual["id"], {"name": "Usual", "locationId": str(stage.toronto.pk)})


def test_a_flow_that_a_package_follows_is_archived(stage: Stage) -> None:
    usual = flow(stage.mia, stage.toronto)
    package = draft(stage.mia, stage.toronto, flowId=usual["id"])
    before = package.shown()
    archived = ok(stage.mia.delete(f"{PATH}/{usual['id']}"))
    assert archived == {**usual, "active": False, "archivedAt": A_TIME, "updatedAt": A_TIME}
    assert ok(stage.mia.get(f"{PATH}/{usual['id']}")) == archived
    assert ok(stage.mia.get(PATH)) == {"flows": [], "scope": "managed"}
    assert package.shown() == before
    event = Event.objects.get(type="flow.archived")
    assert (event.subject_id, event.data) == (usual["id"], {"name": "Usual", "locationId": str(stage.toronto.pk)})
    words = "It is archived, so it can't be changed."
    for change in ({"active": True}, {"name": "New"}, {"steps": usual["steps"]}):
        refused(stage.mia.patch(f"{PATH}/{usual['id']}", change), 409, words)
    refused(stage.mia.delete(f"{PATH}/{usual['id']}"), 409, words)
    body = {"locationId": stage.toronto.pk, "flowId": usual["id"]}
    refused(stage.mia.post(f"{BASE}/signings", body), 400, "The flow is not active.")


def test_an_archived_flow_goes_when_no_package_follows_it_any_more(stage: Stage) -> None:
    usual = flow(stage.mia, stage.toronto)
    package = draft(stage.mia, stage.toronto, flowId=usual["id"])
    ok(stage.mia.delete(f"{PATH}/{usual['id']}"))
    ok(stage.mia.patch(package.path, {"flowId": None}))
    assert stage.mia.delete(f"{PATH}/{usual['id']}").status_code == 204
    assert not Flow.objects.exists()


@pytest.mark.parametrize(("tier", "status"), [(Tier.READ, 403), (Tier.WRITE, 403), (Tier.FULL, 204)])
def test_deleting_needs_full_at_the_location_of_the_flow(tier: Tier, status: int, stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, stage.toronto, flows=tier)
    grant(one, stage.acme, stage.ottawa, flows=Tier.FULL)
    answer = one.delete(f"{PATH}/{flow(stage.mia, stage.toronto)['id']}")
    assert answer.status_code == status
    assert status == 204 or answer.json() == {"error": "You may not administer flows at this location."}
    assert Flow.objects.count() == (status == 403)


def test_ids_that_can_not_be_are_refused(stage: Stage) -> None:
    refused(stage.mia.delete(f"{PATH}/x"), 400, "flowId must be a numeric string.")
    refused(stage.mia.delete(f"{PATH}/0"), 404, "Not found.")
    foreign = flow(stage.carl, stage.hamilton)
    refused(stage.mia.delete(f"{PATH}/{foreign['id']}"), 403, "This is outside of what you manage.")


@pytest.mark.parametrize("is_new", [True, False])
def test_a_flow_is_not_chosen_while_it_is_deleted(
    is_new: bool, committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion has found no package that follows it, and is not committed: who wants it waits, and it is gone."""
    stage = committed_stage
    usual, package = flow(stage.mia, stage.toronto), draft(stage.mia, stage.toronto)
    new = {"locationId": stage.toronto.pk, "flowId": usual["id"]}
    choosing = (
        partial(stage.mia.post, f"{BASE}/signings", new)
        if is_new
        else partial(stage.mia.patch, package.path, {"flowId": usual["id"]})
    )
    begun = when_told(monkeypatch, "flow.deleted", choosing)
    assert stage.mia.delete(f"{PATH}/{usual['id']}").status_code == 204
    refused(begun[0].result(60), 400, "flowId names no flow of this location.")


def test_a_flow_deleted_while_packages_begin_to_follow_it_is_gone_or_archived(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Flow, thorough=20):
        usual, package = flow(stage.mia, stage.toronto), draft(stage.mia, stage.toronto)
        gone, made, changed = at_once(
            [
                partial(stage.mia.delete, f"{PATH}/{usual['id']}"),
                partial(stage.mia.post, f"{BASE}/signings", {"locationId": stage.toronto.pk, "flowId": usual["id"]}),
                partial(stage.mia.patch, package.path, {"flowId": usual["id"]}),
            ],
            held=held,
        )
        users = [made.status_code == 201, changed.status_code == 200]
        assert gone.status_code == (200 if any(users) else 204), (gone.content, made.content, changed.content)
        assert Flow.objects.filter(pk=usual["id"]).exists() == any(users)
        assert Signing.objects.filter(flow=usual["id"]).count() == sum(users)
