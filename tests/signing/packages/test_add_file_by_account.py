"""`POST /v1/signing/signer/signings/:id/documents`: a signer adds a PDF by account, in a step that asks for one."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from documents.intake.presenting import presentable
from safeclose import clock
from safeclose.storage import files
from signing.evidence.models import TrailEvent
from signing.packages.models import PackageSigner, Signing, SigningDocument, Upload
from tests.people import Caller
from tests.racing import at_once, races
from tests.signing.packages.stage import NOT_FOUND, Package, Stage, ok, pdf, refused, uploaded, user_of
from tests.signing.packages.test_following import BUYER, SELLER, following, link_of, states, step
from tests.signing.packages.test_uploads import REFUSED, stored

LICENCE = step("upload", "Your licence", signers=["buyer"])
NOT_ASKED = "You are not asked to add a file in this step."
THERE = "You have added a file in this step already. It is part of the package, and can't be replaced."


def asking(stage: Stage, *steps: dict[str, Any]) -> Package:
    """A package that was sent: Sue is asked for her licence first, and then all sign."""
    package, _, _ = following(stage, *(steps or (LICENCE, BUYER, SELLER)))
    package.activate()
    return package


def types(package: Package) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq").values_list("type", flat=True))


def nothing_added(package: Package) -> None:
    assert set(types(package)) <= {"sent", "opened", "voided"}
    assert not Upload.objects.exists()


def test_a_file_is_added_and_shown_to_signers_and_managers(stage: Stage) -> None:
    package = asking(stage)
    answer = ok(package.add(stage.sue, title="My licence"), 201)["document"]
    sue = PackageSigner.objects.get(name="Sue")
    presented = files.sha256(presentable(pdf()).pdf)
    assert answer == {
        "id": answer["id"], "signingId": package.id, "position": 2, "title": "My licence", "chattelType": None,
        "templateId": None, "required": False, "fileSha256": presented, "receivedSha256": files.sha256(pdf()),
        "leftOut": [], "pageCount": 2, "signatures": [], "uploadedBy": str(sue.pk), "marks": [],
        "signable": False,
    }  # fmt: skip
    assert types(package) == ["sent", "authenticated", "consented", "uploaded"]
    assert states(package)[:2] == [("done", ["done"]), ("now", ["now"])]
    path = f"documents/{answer['id']}"
    seen = ok(stage.tim.get(f"{package.queue}/documents"))["documents"]
    assert [one["uploadedBy"] for one in seen] == [None, str(sue.pk)]
    managed = ok(stage.mia.get(f"{package.path}/documents"))["documents"][1]
    assert {**managed, "marks": [], "signable": False} == {**answer, "positions": []}
    assert stage.mia.get(f"{package.path}/{path}/file").content == presentable(pdf()).pdf
    refused(stage.tim.get(f"{package.queue}/{path}/file"), 409, "It is not your turn yet. First comes: buyer.")
    refused(package.sign(stage.sue, answer["id"]), 403, "You are not asked to sign this document.")
    (own,) = [one for one in ok(stage.mia.get(f"{package.path}/signers"))["signers"] if one["id"] == str(sue.pk)]
    assert answer["id"] not in own["documentIds"]


def test_what_others_added_is_read_when_the_turn_comes(stage: Stage) -> None:
    package = asking(stage, LICENCE, SELLER, BUYER)
    added = ok(package.add(stage.sue), 201)["document"]["id"]
    answer = stage.tim.get(f"{package.queue}/documents/{added}/file")
    assert (answer.status_code, answer.content) == (200, presentable(pdf()).pdf)


@pytest.mark.parametrize("who", ["mia", "carl", "ada", "stranger"])
def test_strangers_find_nothing(stage: Stage, who: str) -> None:
    package = asking(stage)
    answer = package.add(getattr(stage, who))
    assert (answer.status_code, answer.json()) == NOT_FOUND
    assert package.add(Caller(None)).status_code == 401
    nothing_added(package)


def test_only_who_is_asked_adds_a_file_and_once(stage: Stage) -> None:
    package = asking(stage)
    refused(package.add(stage.tim), 409, NOT_ASKED)
    refused(package.add(stage.sue, 1), 409, NOT_ASKED)
    nothing_added(package)
    ok(package.add(stage.sue), 201)
    refused(package.add(stage.sue), 409, THERE)
    assert Upload.objects.count() == 1


def test_too_early_is_said(stage: Stage) -> None:
    bill = step("upload", "A bill", signers=["seller"])
    package = asking(stage, BUYER, LICENCE, bill, SELLER)
    refused(package.add(stage.sue, 1), 409, "This step has not come yet. First comes the step Buyer signs.")
    refused(package.add(stage.tim, 2), 409, "It is not your turn yet. First comes: buyer.")
    nothing_added(package)


def test_too_late_is_said(stage: Stage) -> None:
    package = asking(stage)
    Signing.objects.filter(pk=package.id).update(expires_at=clock.now() - timedelta(seconds=1))
    refused(package.add(stage.sue), 409, "The time for signing is over.")
    Signing.objects.filter(pk=package.id).update(expires_at=None)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(package.add(stage.sue), 409, "The package was cancelled, so no file can be added to it.")
    nothing_added(package)


def test_consent_is_asked_for(stage: Stage) -> None:
    package = asking(stage)
    words = "consent must be true: without it nothing can be signed electronically."
    refused(package.add(stage.sue, consent="false"), 400, words)
    answer = stage.sue.post(f"{package.queue}/documents", {"file": uploaded(), "step": 0}, format="multipart")
    refused(answer, 400, words)
    nothing_added(package)


def test_who_has_to_be_identified_by_link_adds_no_file_by_account(stage: Stage) -> None:
    package = asking(stage, {**LICENCE, "authMethod": "email_otp"}, BUYER, SELLER)
    words = "This package asks for an identification that an account does not give. Sign by the link in the mail."
    refused(package.add(stage.sue), 409, words)


def test_who_signs_by_account_adds_no_file_by_link(stage: Stage) -> None:
    package = asking(stage, {**LICENCE, "authMethod": "account"}, BUYER, SELLER)
    sue = link_of(package, "sue")
    ok(sue.show())
    assert sue.add().status_code == 409
    ok(package.add(stage.sue), 201)


def test_an_account_with_another_address_adds_no_file(stage: Stage) -> None:
    package = asking(stage)
    user = user_of(stage.sue)
    user.email = "susan@example.com"
    user.save()
    answer = package.add(stage.sue)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("This package is addressed to another e-mail address")
    nothing_added(package)


@pytest.mark.parametrize("kind", ["text", "empty", "encrypted", "sealed"])
def test_an_unfit_file_is_refused_with_the_reason(stage: Stage, kind: str) -> None:
    package = asking(stage)
    make, reason = REFUSED[kind]
    content, before = make(), stored()
    refused(package.add(stage.sue, file=uploaded(content)), 400, f"file: {reason}")
    assert stored() == before
    nothing_added(package)


def test_a_file_that_is_too_large_is_refused(stage: Stage) -> None:
    answer = asking(stage).add(stage.sue, file=uploaded(b"%PDF-1.7\n" + bytes(25 * 1024 * 1024)))
    refused(answer, 413, "The body is larger than 25 MiB.")


def test_a_body_without_a_file_is_refused(stage: Stage) -> None:
    package = asking(stage)
    refused(stage.sue.post(f"{package.queue}/documents", {"step": 0}), 400, "file: No file was submitted.")


def test_the_same_request_gets_its_first_answer(stage: Stage) -> None:
    package = asking(stage)
    first, again = (
        stage.sue.post(
            f"{package.queue}/documents",
            {"file": uploaded(), "step": 0, "consent": "true"},
            format="multipart",
            headers={"Idempotency-Key": "k"},
        )
        for _ in range(2)
    )
    assert ok(first, 201) == ok(again, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Upload.objects.count() == 1


def test_a_cancelled_package_is_reopened_without_what_signers_added(stage: Stage) -> None:
    package = asking(stage)
    ok(package.add(stage.sue), 201)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    again = Package(stage.mia, ok(stage.mia.post(f"{package.path}/reopen"), 201)["signing"]["id"])
    assert [one["title"] for one in ok(stage.mia.get(f"{again.path}/documents"))["documents"]] == ["Document 1"]
    again.activate()
    ok(again.add(stage.sue), 201)
    assert SigningDocument.objects.exclude(upload=None).count() == 2


def test_a_file_by_link_and_by_account_at_once_give_one(committed_stage: Stage) -> None:
    for held in races(Signing, thorough=10):
        package = asking(committed_stage)
        link = link_of(package, "sue").consent()
        answers = at_once([link.add, partial(package.add, committed_stage.sue)], held=held)
        assert sorted(one.status_code for one in answers) == [201, 409]
        assert types(package).count("uploaded") == 1
