"""GET, POST /v1/signing/manager/signings and GET, PATCH of one."""

from typing import Any

import pytest

from signing.packages.models import Flow, Signing
from tests.matching import A_TIME
from tests.people import Caller, Person
from tests.signing.packages.stage import BASE, Stage, active, draft, flow, ok, refused, user_of

PATH = f"{BASE}/signings"


def test_a_new_package_is_answered_whole(stage: Stage) -> None:
    usual = flow(stage.mia, stage.toronto)
    body = {"locationId": str(stage.toronto.pk), "flowId": usual["id"], "note": "Call first.", "title": "Closing"}
    made = ok(stage.mia.post(PATH, body), 201)
    assert made == {
        "signing": {
            "id": made["signing"]["id"],
            "title": "Closing",
            "status": "draft",
            "note": "Call first.",
            "locationId": str(stage.toronto.pk),
            "flowId": usual["id"],
            "createdBy": str(user_of(stage.mia).pk),
            "counts": {"documents": 0, "signers": 0, "signed": 0},
            "createdAt": A_TIME,
            "updatedAt": A_TIME,
            "activatedAt": None,
            "expiresAt": None,
            "completedAt": None,
            "cancelledAt": None,
            "cancelReason": None,
            "reopenedFrom": None,
        }
    }
    assert ok(stage.mia.get(f"{PATH}/{made['signing']['id']}")) == made


def test_a_package_needs_a_location_only(stage: Stage) -> None:
    made = ok(stage.mia.post(PATH, {"locationId": stage.toronto.pk}), 201)["signing"]
    assert (made["title"], made["note"], made["flowId"]) == ("Signing at Toronto", None, None)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "locationId: This field is required."),
        ({"locationId": "x"}, "locationId must be a numeric string."),
        ({"locationId": 1.5}, "locationId must be a numeric string."),
        ({"locationId": True}, "locationId must be a numeric string."),
        ({"locationId": "²"}, "locationId must be a numeric string."),
        ({"locationId": "HERE", "flowId": "x"}, "flowId must be a numeric string."),
        ({"locationId": "HERE", "flowId": 0}, "flowId names no flow of this location."),
        ({"locationId": "HERE", "flowId": str(2**70)}, "flowId names no flow of this location."),
        ({"locationId": "HERE", "title": "x" * 201}, "title: Ensure this field has no more than 200 characters."),
        ({"locationId": "HERE", "title": "a\nb"}, "title: Must be one line, without tabs."),
        ({"locationId": "HERE", "note": "x" * 2001}, "note: Ensure this field has no more than 2000 characters."),
        ({"locationId": "HERE", "note": "a\x00b"}, "Invalid body."),
        ([], "Invalid body."),
    ],
    ids=repr,
)
def test_an_invalid_package_is_refused_by_field(stage: Stage, body: Any, sentence: str) -> None:
    if isinstance(body, dict) and body.get("locationId") == "HERE":
        body = {**body, "locationId": stage.toronto.pk}
    refused(stage.mia.post(PATH, body), 400, sentence)
    assert not Signing.objects.exists()


def test_an_unknown_location_is_refused(stage: Stage) -> None:
    """A manager isn't told whether a location outside exists; an admin is."""
    words = "This is outside of what you manage."
    for number in (stage.hamilton.pk, 0, str(2**70)):
        refused(stage.mia.post(PATH, {"locationId": number}), 403, words)
        refused(stage.mia.get(f"{PATH}?locationId={number}"), 403, words)
    refused(stage.ada.post(PATH, {"locationId": 0}), 400, "There is no such location.")
    assert ok(stage.ada.get(f"{PATH}?locationId=0")) == {"signings": [], "scope": "global"}
    refused(stage.mia.get(f"{PATH}?locationId=x"), 400, "locationId must be a numeric string.")


def test_a_flow_of_elsewhere_or_out_of_use_is_refused(stage: Stage) -> None:
    other = flow(stage.mia, stage.ottawa)
    body = {"locationId": stage.toronto.pk, "flowId": other["id"]}
    refused(stage.mia.post(PATH, body), 400, "flowId names no flow of this location.")
    own = flow(stage.mia, stage.toronto)
    package = draft(stage.mia, stage.toronto, flowId=own["id"])
    ok(stage.mia.patch(f"{BASE}/flows/{own['id']}", {"active": False}))
    refused(stage.mia.post(PATH, {**body, "flowId": own["id"]}), 400, "The flow is not active.")
    assert package.shown()["flowId"] == own["id"]
    ok(stage.mia.patch(package.path, {"note": "x", "flowId": own["id"]}))  # it stays with those that have it
    ok(stage.mia.patch(package.path, {"flowId": None}))
    refused(stage.mia.patch(package.path, {"flowId": own["id"]}), 400, "The flow is not active.")


def test_a_draft_can_be_changed(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto, note="Old")
    before = package.shown()
    assert ok(stage.mia.patch(package.path, {})) == {"signing": before}
    assert ok(stage.mia.patch(package.path, {"note": "Old", "unknown": 1})) == {"signing": before}
    changed = ok(stage.mia.patch(package.path, {"title": "New", "note": None}))["signing"]
    assert changed == {**before, "title": "New", "note": None, "updatedAt": A_TIME}
    assert changed["updatedAt"] >= before["updatedAt"]
    refused(stage.mia.patch(package.path, {"title": None}), 400, "title: This field may not be null.")
    refused(stage.mia.patch(package.path, {"title": " "}), 400, "title: This field may not be blank.")


def test_packages_outside_and_unknown_are_refused(stage: Stage) -> None:
    package = stage.draft()
    refused(stage.carl.get(package.path), 403, "This is outside of what you manage.")
    refused(stage.carl.patch(package.path, {"title": "Mine"}), 403, "This is outside of what you manage.")
    for number in (0, 999_999, 2**63, 10**50):
        refused(stage.mia.get(f"{PATH}/{number}"), 404, "Not found.")
    for number in ("x", "1x", "-1", "1.0", "%20", "٣"):
        refused(stage.mia.get(f"{PATH}/{number}"), 400, "signingId must be a numeric string.")


def test_packages_are_listed_with_filters(stage: Stage) -> None:
    first, second = stage.draft(), draft(stage.mia, stage.ottawa)
    third, _ = active(stage.mia, stage.toronto)
    draft(stage.carl, stage.hamilton)
    ok(stage.mia.patch(first.path, {"note": "Touched last"}))
    body = ok(stage.mia.get(PATH))
    assert body["scope"] == "managed"
    assert [row["id"] for row in body["signings"]] == [first.id, third.id, second.id]
    assert body["signings"][0] == first.shown()
    assert set(body) == {"scope", "signings"}

    def ids(query: str) -> list[str]:
        return [row["id"] for row in ok(stage.mia.get(f"{PATH}?{query}"))["signings"]]

    assert ids(f"locationId={stage.ottawa.pk}") == [second.id]
    assert ids("status=active") == [third.id]
    assert ids(f"status=draft&locationId={stage.toronto.pk}") == [first.id]
    assert ids("status=complete") == []
    words = "status must be one of draft, active, complete, cancelled."
    refused(stage.mia.get(f"{PATH}?status=open"), 400, words)
    refused(stage.mia.get(f"{PATH}?cursor=x"), 400, "cursor is not one that this list gave.")
    refused(stage.mia.get(f"{PATH}?status=a%00"), 400, "status has a control character.")
    assert len(ok(stage.ada.get(PATH))["signings"]) == 4


def test_other_methods_are_refused_with_405(stage: Stage) -> None:
    package = stage.draft()
    for answer in (stage.mia.delete(package.path), stage.mia.put(package.path, {}), stage.mia.delete(PATH)):
        refused(answer, 405, "This path does not take that method.")


def test_a_repeated_idempotency_key_makes_one_package(stage: Stage) -> None:
    body, key = {"locationId": stage.toronto.pk}, {"Idempotency-Key": "one"}
    first, again = (stage.mia.post(PATH, body, headers=key) for _ in range(2))
    assert ok(again, 201) == ok(first, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Signing.objects.count() == 1
    assert not Flow.objects.exists()


def test_a_key_of_a_package_is_the_same_under_a_token_of_another_organization(stage: Stage) -> None:
    """Managers act in all organizations that gave them rights, whichever one their token names."""
    elsewhere = Caller(Person(user_of(stage.mia), stage.acme))
    body, key = {"locationId": stage.toronto.pk}, {"Idempotency-Key": "one"}
    first = ok(stage.mia.post(PATH, body, headers=key), 201)
    assert ok(elsewhere.post(PATH, body, headers=key), 201) == first
    assert Signing.objects.count() == 1
