"""The routes of signers: only for who is asked to sign, in that package; for all others they don't exist."""

import re
from typing import Any

import pytest

from signing.evidence.models import TrailEvent
from signing.packages.models import ESignature
from tests.people import Caller
from tests.signing.packages.stage import Package, Stage, active, ok, refused, user_of

SIGN = {"consent": True, "signatureText": "Eve"}
ROUTES: list[tuple[str, str, Any]] = [
    ("get", "", None),
    ("get", "/documents", None),
    ("get", "/documents/{document}", None),
    ("get", "/documents/{document}/file", None),
    ("get", "/signers", None),
    ("get", "/disclosure", None),
    ("post", "/documents/{document}/sign", SIGN),
    ("post", "/documents/{document}/sign", {}),
]
LIST = "/v1/signing/signer/signings"


def ask(one: Caller, package: Package, document: str, route: tuple[str, str, Any]) -> Any:
    method, path, body = route
    arguments = [] if body is None else [body]
    return getattr(one, method)(package.queue + path.format(document=document), *arguments)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]} {route[2]}")
def test_strangers_find_nothing(stage: Stage, route: tuple[str, str, Any]) -> None:
    """A manager and an admin without a signer row, a signer of another package only, and someone without any role."""
    package, (document,) = stage.active()
    active(stage.mia, stage.toronto, "tim")
    for one in (stage.mia, stage.ada, stage.carl, stage.tim, stage.stranger):
        refused(ask(one, package, document, route), 404, "Not found.")
    assert ask(Caller(None), package, document, route).status_code == 401
    assert list(TrailEvent.objects.filter(trail=f"signing:{package.id}").values_list("type", flat=True)) == ["sent"]
    assert not ESignature.objects.exists()


def test_strangers_have_no_list_of_packages(stage: Stage) -> None:
    stage.active()
    for one in (stage.mia, stage.ada, stage.stranger):
        refused(one.get(LIST), 404, "Not found.")


@pytest.mark.parametrize("path", ["/x", "/x/documents", "/1/documents/x/file", "/x/signers"])
def test_who_is_no_signer_gets_no_other_answer_for_a_bad_id(stage: Stage, path: str) -> None:
    refused(stage.mia.get(LIST + path), 404, "Not found.")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]} {route[2]}")
def test_drafts_are_not_found_by_signers(stage: Stage, route: tuple[str, str, Any]) -> None:
    package, (document,) = stage.ready()
    refused(ask(stage.sue, package, document, route), 404, "Not found.")
    assert ok(stage.sue.get(LIST)) == {"signers": [], "signings": []}


def test_a_document_of_another_package_is_not_found(stage: Stage) -> None:
    package, _ = stage.active()
    _, (foreign,) = active(stage.mia, stage.toronto, "tim")
    for route in ROUTES:
        if "{document}" in route[1] and route[2] != {}:
            refused(ask(stage.sue, package, foreign, route), 404, "Not found.")


def test_a_manager_who_signs_too_sees_only_those_packages(stage: Stage) -> None:
    own, _ = stage.active("mia")
    other, _ = active(stage.mia, stage.toronto, "sue")
    assert [row["id"] for row in ok(stage.mia.get(LIST))["signings"]] == [own.id]
    assert stage.mia.get(own.queue).status_code == 200
    refused(stage.mia.get(other.queue), 404, "Not found.")


def test_how_to_reach_co_signers_is_in_no_answer(stage: Stage) -> None:
    package = stage.draft()
    document = package.add_file()["id"]
    package.add_signer("sue")
    body = {"name": "Tim", "email": "Tim.Hidden@Example.com", "phone": "+1 613 555 0100"}
    ok(stage.mia.post(f"{package.path}/signers", body), 201)
    package.activate()
    seen = [ask(stage.sue, package, document, route) for route in ROUTES if not route[1].endswith("/file")]
    seen += [stage.sue.get(LIST), stage.sue.get("/v1/signing/session")]
    for answer in seen:
        text = answer.content.decode().lower()
        assert "hidden" not in text
        assert "5550100" not in re.sub("[^0-9a-z]", "", text)  # however it is written


def test_co_signers_are_answered_whole(stage: Stage) -> None:
    package, (document, _) = stage.active("sue", "tim", documents=2)
    ok(package.sign(stage.tim, document), 201)
    rows = ok(stage.mia.get(f"{package.path}/signers"))["signers"]
    assert ok(stage.sue.get(f"{package.queue}/signers")) == {
        "signers": [
            {"id": rows[0]["id"], "name": "Sue", "status": "viewed"},
            {"id": rows[1]["id"], "name": "Tim", "status": "viewed"},
        ]
    }


def test_an_unverified_address_gives_no_access(stage: Stage) -> None:
    package, (document,) = stage.active()
    eve = stage.stranger
    user = user_of(eve)
    user.email, user.email_verified = "sue@example.com", False
    user.save()
    for route in ROUTES:
        refused(ask(eve, package, document, route), 404, "Not found.")
