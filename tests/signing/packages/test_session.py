"""GET /v1/signing/session and /v1/signing/me."""

import pytest

from signing.packages.identities.models import MODULES, VAULT, Tier
from signing.packages.models import Manager
from tests.matching import A_TIME
from tests.people import Caller
from tests.signing.packages.stage import Stage, active, caller, grant, make_admin, ok, refused, user_of

PATHS = ("/v1/signing/session", "/v1/signing/me")
FULL = dict.fromkeys(MODULES, "full")
NONE = dict.fromkeys(MODULES, "none")
ON, OFF = dict.fromkeys(VAULT, True), dict.fromkeys(VAULT, False)


@pytest.mark.parametrize("path", PATHS)
def test_a_session_without_roles_says_so(stage: Stage, path: str) -> None:
    refused(stage.stranger.get(path), 403, "You are no manager, admin or signer.")
    answer = Caller(None).get(path)
    assert (answer.status_code, answer.json()) == (401, {"error": "Missing Authorization Bearer token."})


@pytest.mark.parametrize("path", PATHS)
def test_the_session_of_a_manager_says_what_they_manage(stage: Stage, path: str) -> None:
    user = user_of(stage.mia)
    assert ok(stage.mia.get(path)) == {
        "userId": "user_mia",
        "manager": {
            "id": str(Manager.objects.get(user=user).pk), "name": "Mia", "email": "mia@example.com",
            "memberships": [
                {"organizationId": str(stage.acme.pk), "locationId": None, "tiers": FULL, "vault": ON},
            ],
        },
        "admin": None,
        "signers": [],
        "resolvedRoles": ["manager"],
        "managerModules": {**FULL, "vault": ON},
        "adminModules": None,
        "caps": {
            "canListOrganizations": True, "canViewSignerAssignments": False, "manager": FULL, "admin": None,
        },
    }  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_session_of_an_admin_says_so(stage: Stage, path: str) -> None:
    body = ok(stage.ada.get(path))
    assert body == {
        "userId": "user_ada",
        "manager": None,
        "admin": {"id": body["admin"]["id"], "name": "Ada", "email": "ada@example.com"},
        "signers": [],
        "resolvedRoles": ["admin"],
        "managerModules": None,
        "adminModules": {**FULL, "vault": ON},
        "caps": {"canListOrganizations": True, "canViewSignerAssignments": False, "manager": None, "admin": FULL},
    }


@pytest.mark.parametrize("path", PATHS)
def test_the_session_of_a_signer_says_so(stage: Stage, path: str) -> None:
    package, (document,) = stage.active()
    body = ok(stage.sue.get(path))
    assert body == {
        "userId": "user_sue",
        "manager": None,
        "admin": None,
        "signers": [
            {
                "id": body["signers"][0]["id"], "signingId": package.id, "name": "Sue", "email": "sue@example.com",
                "phone": None, "party": None, "status": "pending", "userLinked": True, "documentIds": [document],
                "authMethod": "email_link",
                "signedDocumentIds": [], "notifiedAt": None, "completedAt": None,
            }
        ],
        "resolvedRoles": ["signer"],
        "managerModules": None,
        "adminModules": None,
        "caps": {"canListOrganizations": False, "canViewSignerAssignments": True, "manager": None, "admin": None},
    }  # fmt: skip
    ok(package.sign(stage.sue, document), 201)
    signer = ok(stage.sue.get(path))["signers"][0]
    assert (signer["status"], signer["signedDocumentIds"], signer["completedAt"]) == ("signed", [document], A_TIME)


def test_a_session_of_all_roles_says_all(stage: Stage) -> None:
    both = make_admin(grant(caller("sue"), stage.acme, signings=Tier.READ))
    active(stage.mia, stage.toronto)
    body = ok(both.get(PATHS[0]))
    assert body["resolvedRoles"] == ["manager", "admin", "signer"]
    assert body["caps"] == {
        "canListOrganizations": True,
        "canViewSignerAssignments": True,
        "manager": {**NONE, "signings": "read"},
        "admin": FULL,
    }


def test_highest_tier_wins_and_switches_are_joined(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, signings=Tier.READ, flows=Tier.FULL, vault=["shareDeal"])
    grant(one, stage.acme, stage.toronto, signings=Tier.WRITE, flows=Tier.NONE, vault=["claimDeal", "shareDeal"])
    grant(one, stage.birch, stage.hamilton, reports=Tier.READ, settings=Tier.WRITE)
    body = ok(one.get(PATHS[0]))
    merged = {"signings": "write", "templates": "none", "flows": "full", "reports": "read", "settings": "write"}
    assert body["managerModules"] == {**merged, "vault": {**OFF, "shareDeal": True, "claimDeal": True}}
    assert body["caps"]["manager"] == merged
    assert [(row["organizationId"], row["locationId"]) for row in body["manager"]["memberships"]] == [
        (str(stage.acme.pk), None),
        (str(stage.acme.pk), str(stage.toronto.pk)),
        (str(stage.birch.pk), str(stage.hamilton.pk)),
    ]
    assert body["manager"]["memberships"][1]["tiers"] == {**NONE, "signings": "write"}


def test_a_manager_without_memberships_manages_nothing(stage: Stage) -> None:
    one = caller("max")
    Manager.objects.create(user=user_of(one))
    body = ok(one.get(PATHS[0]))
    assert (body["manager"]["memberships"], body["managerModules"]) == ([], {**NONE, "vault": OFF})


def test_a_session_says_nothing_of_drafts(stage: Stage) -> None:
    package, _ = stage.ready()
    assert ok(stage.sue.get(PATHS[0]))["signers"] == []
    package.activate()
    assert [row["signingId"] for row in ok(stage.sue.get(PATHS[0]))["signers"]] == [package.id]


def test_the_navigation_agrees_with_the_session(stage: Stage) -> None:
    for one in (stage.mia, stage.ada):
        session = ok(one.get(PATHS[0]))
        menu = ok(one.get("/v1/workspace/menu-core"))["signing"]
        assert menu == {"resolvedRoles": session["resolvedRoles"], "caps": session["caps"]}
