"""`POST /api/public/sign/:token/documents`: a signer adds a PDF in a step of the flow that asks for one."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.intake.presenting import presentable
from safeclose import clock
from safeclose.storage import files
from signing.evidence.models import TrailEvent
from signing.packages.models import Signing, SigningDocument, Upload
from tests.evidence_examples import plain_pdf
from tests.matching import A_HASH, A_TIME
from tests.people import Caller
from tests.prepared import sent
from tests.racing import at_once, races
from tests.signing.packages.links import PackageLink, signer
from tests.signing.packages.stage import Package, Stage, draft, flow, ok, pdf, uploaded, when_told
from tests.signing.packages.test_following import BUYER, SELLER, following, kept_out, link_of, mailed, states, step
from tests.signing.packages.test_position_sources import form
from tests.signing.packages.test_uploads import REFUSED, stored
from workspace.models import Event

LICENCE = step("upload", "Your licence", signers=["buyer"])
NOT_ASKED = "You are not asked to add a file in this step."
THERE = "You have added a file in this step already. It is part of the package, and can't be replaced."


def asking(stage: Stage, *steps: dict[str, Any]) -> tuple[Package, PackageLink, PackageLink]:
    """A package that was sent, with the links of Sue, who is asked for her licence first, and of Tim."""
    package, _, _ = following(stage, *(steps or (LICENCE, BUYER, SELLER)))
    package.activate()
    return package, link_of(package, "sue"), link_of(package, "tim")


def types(package: Package) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq").values_list("type", flat=True))


def nothing_added(package: Package) -> None:
    assert "uploaded" not in types(package)
    assert not Upload.objects.exists()
    assert not SigningDocument.objects.exclude(upload=None).exists()


def test_a_file_is_added_and_the_next_step_comes(stage: Stage) -> None:
    package, sue, tim = asking(stage, LICENCE, {**SELLER, "order": 2}, {**BUYER, "order": 2})
    before = ok(sue.consent().show())
    assert (before["next"], before["filesAsked"], before["added"]) == (
        "upload",
        [{"step": 0, "title": "Your licence"}],
        [],
    )
    assert ok(tim.show())["state"] == "waiting"
    content = plain_pdf(1)
    answer = ok(sue.add(file=uploaded(content, name="My licence.pdf")), 201)
    presented = files.sha256(presentable(content).pdf)
    document = SigningDocument.objects.get(upload__isnull=False)
    pages = f"{sue.path}/pages/1.png?document={document.pk}"
    added = {
        "id": str(document.pk), "title": "My licence", "sha256": presented, "pageCount": 1,
        "fileUrl": f"https://safeclose.example.test{sue.path}/file?document={document.pk}",
        "pages": [f"https://safeclose.example.test{pages}"], "pageSizes": [{"width": 612.0, "height": 792.0}],
        "textUrl": f"https://safeclose.example.test{sue.path}/text?document={document.pk}",
        "addedBy": "Sue", "addedAt": A_TIME,
    }  # fmt: skip
    assert {**answer, "document": None, "documents": None} == {
        "state": "active", "signer": {"status": "consented"}, "next": "sign", "completed": False, "signedAt": A_TIME,
        "eventHash": A_HASH, "document": None, "documents": None, "added": added,
    }  # fmt: skip
    after = ok(sue.show())
    assert (after["next"], after["filesAsked"], after["added"]) == ("sign", [], [added])
    assert states(package) == [("done", ["done"]), ("now", ["now"]), ("now", ["now"])]
    assert mailed() == [signer(package, "sue").pk, signer(package, "tim").pk]
    assert [one["title"] for one in ok(tim.show())["added"]] == ["My licence"]
    assert tim.get("file", str(document.pk)).content == presentable(content).pdf
    assert tim.get("pages/1.png", str(document.pk)).status_code == 200
    assert tim.get("pages/2.png", str(document.pk)).status_code == 404
    assert tim.get("text", str(document.pk)).status_code == 200
    shown = ok(tim.show(str(document.pk)))
    assert (shown["document"]["id"], shown["marks"]) == (str(document.pk), [])
    upload = Upload.objects.get()
    event = TrailEvent.objects.get(type="uploaded")
    told = json.loads(bytes(event.payload))
    assert (upload.event_hash, upload.step) == (event.chain_hash, 0)
    assert (told["actor"]["kind"], told["actor"]["id"]) == ("signer", str(signer(package, "sue").pk))
    assert told["data"] == {
        "step": 0, "title": {"sha256": A_HASH}, "pageCount": 1, "documentId": str(document.pk),
        "documentSha256": presented, "receivedSha256": files.sha256(content),
    }  # fmt: skip
    assert Event.objects.get(type="signing.file_added").data == {
        "title": "Signing at Toronto", "locationId": str(stage.toronto.pk), "signerId": str(signer(package, "sue").pk),
        "documentId": str(document.pk), "sha256": presented,
    }  # fmt: skip


def test_an_added_file_is_signed_by_nobody(stage: Stage) -> None:
    package, sue, _ = asking(stage)
    added = ok(sue.consent().add(), 201)["added"]["id"]
    assert sue.take("sign", documentId=added).status_code == 404
    assert Caller(None).post(f"{sue.path}/marks", {"documentId": added, "marks": [{"markId": "x"}]}).status_code == 404
    assert ok(sue.take("sign"))["state"] == "signed"
    assert types(package)[-1] == "signed"


@pytest.mark.parametrize(
    ("steps", "way"),
    [
        ((BUYER, {**LICENCE, "order": 1}), ("add", "sign")),
        ((BUYER, {**LICENCE, "order": 1}), ("sign", "add")),
        ((BUYER, LICENCE), ("sign", "add")),
        ((LICENCE, BUYER), ("add", "sign")),
    ],
    ids=["side by side, file first", "side by side, file last", "file last", "file first"],
)
def test_a_signer_is_done_when_the_file_is_there_and_all_is_signed(
    stage: Stage, steps: tuple[dict[str, Any], ...], way: tuple[str, str]
) -> None:
    package, sue, tim = asking(stage, *steps, {**SELLER, "order": 1, "kind": "read"}, {**SELLER, "order": 9})
    number = next(number for number, one in enumerate(steps) if one["kind"] == "upload")
    ok(tim.show())
    calls = {"add": partial(sue.add, number), "sign": partial(sue.take, "sign")}
    sue.consent()
    assert calls[way[0]]().json()["state"] == "active"
    assert package.shown()["counts"]["signed"] == 0
    last = calls[way[1]]().json()
    assert (last["state"], last["completed"]) == ("signed", False)
    assert Caller(None).get(last["copyUrl"].removeprefix("https://safeclose.example.test")).status_code == 202
    assert sue.show().status_code == 410
    assert package.shown()["counts"]["signed"] == 1


def test_a_package_is_complete_when_the_last_file_is_there(stage: Stage) -> None:
    package, sue, tim = asking(stage, SELLER, BUYER, LICENCE)
    ok(tim.consent().take("sign"))
    ok(sue.consent().take("sign"))
    assert package.shown()["status"] == "active"
    last = ok(sue.add(2), 201)
    assert (last["state"], last["completed"]) == ("signed", True)
    assert package.shown()["status"] == "complete"
    assert types(package)[-2:] == ["uploaded", "completed"]
    assert sue.add(2).status_code == 410


def test_a_file_of_who_signs_optional_documents_only_is_waited_for(stage: Stage) -> None:
    """Their signatures are not."""
    made = flow(stage.mia, stage.toronto, steps=[step(), LICENCE])
    package = draft(stage.mia, stage.toronto, flowId=made["id"])
    required, optional = (package.add_file(title=f"No. {one}", required=one)["id"] for one in ("true", "false"))
    package.add_signer("sue", [optional], party="buyer")
    package.add_signer("tim", [required], party="seller")
    package.activate()
    ok(package.sign(stage.tim, required), 201)
    assert package.shown()["status"] == "active"
    ok(package.add(stage.sue, 1), 201)
    assert package.shown()["status"] == "complete"


def test_a_file_that_comes_while_the_consent_is_withdrawn_is_refused(
    committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, sue, _ = asking(committed_stage)
    sue.consent()
    begun = when_told(monkeypatch, "signing.consent_withdrawn", sue.add)
    ok(Caller(None).post(f"{sue.path}/withdraw", {}))
    kept_out(begun[0].result(), "The signer has not consented yet, so no file can be added.")
    nothing_added(package)


def test_too_early_is_said(stage: Stage) -> None:
    package, sue, tim = asking(
        stage, {**BUYER, "documents": ["Document 1"]}, LICENCE, step("upload", "Bill", signers=["seller"]), SELLER
    )
    kept_out(sue.add(1), "The signer has not opened the document yet, so no file can be added.")
    ok(sue.show())
    kept_out(sue.add(1), "The signer has not been identified yet, so no file can be added.")
    ok(sue.take("authenticate"))
    kept_out(sue.add(1), "The signer has not consented yet, so no file can be added.")
    ok(sue.take("consent"))
    kept_out(sue.add(1), "This step has not come yet. First comes the step Buyer signs.")
    kept_out(tim.add(2), "The signer has not opened the document yet, so no file can be added.")
    nothing_added(package)


def test_only_who_is_asked_adds_a_file_and_once(stage: Stage) -> None:
    package, sue, tim = asking(stage, LICENCE, {**SELLER, "order": 1}, BUYER)
    kept_out(tim.consent().add(), NOT_ASKED)
    kept_out(sue.consent().add(1), NOT_ASKED)
    kept_out(sue.add(7), NOT_ASKED)
    nothing_added(package)
    ok(sue.add(), 201)
    kept_out(sue.add(), THERE)
    assert Upload.objects.count() == 1


def test_a_package_without_a_flow_takes_no_file(stage: Stage) -> None:
    package, _ = stage.active()
    kept_out(link_of(package, "sue").consent().add(), NOT_ASKED)


def test_an_envelope_takes_no_file(alice: Caller) -> None:
    kept_out(PackageLink(sent(alice).links[0].token).consent().add(), NOT_ASKED)


def test_too_late_is_gone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    package, sue, _ = asking(stage)
    sue.consent()
    Signing.objects.filter(pk=package.id).update(expires_at=clock.now() - timedelta(seconds=1))
    answer = sue.add()
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
    Signing.objects.filter(pk=package.id).update(expires_at=None)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    assert sue.add().status_code == 410
    assert PackageLink("x" * 43).add().status_code == 410
    nothing_added(package)


def test_after_consent_was_withdrawn_no_file_is_taken(stage: Stage) -> None:
    _, sue, _ = asking(stage, BUYER, LICENCE, SELLER)
    ok(sue.consent().take("sign"))
    ok(Caller(None).post(f"{sue.path}/withdraw", {}))
    kept_out(sue.add(1), "The signer has not consented yet, so no file can be added.")
    ok(sue.take("consent"))
    assert ok(sue.add(1), 201)["state"] == "signed"


@pytest.mark.parametrize("kind", ["text", "empty", "encrypted", "locked", "script by name", "sealed"])
def test_an_unfit_file_is_refused_with_the_reason(stage: Stage, kind: str) -> None:
    package, sue, _ = asking(stage)
    sue.consent()
    make, reason = REFUSED[kind]
    content, before = make(), stored()
    answer = sue.add(file=uploaded(content))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_body", "message": f"file: {reason}"})
    assert stored() == before
    nothing_added(package)


def test_a_file_that_is_too_large_is_refused(stage: Stage) -> None:
    _, sue, _ = asking(stage)
    answer = sue.consent().add(file=uploaded(b"%PDF-1.7\n" + bytes(25 * 1024 * 1024)))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"step": "first"}, "step", "A valid integer is required."),
        ({"step": "-1"}, "step", "Ensure this value is greater than or equal to 0."),
        ({"title": "x" * 201}, "title", "Ensure this field has no more than 200 characters."),
        ({"file": "text"}, "file", "The submitted data was not a file. Check the encoding type on the form."),
    ],
    ids=repr,
)
def test_invalid_fields_are_refused(stage: Stage, fields: dict[str, Any], field: str, sentence: str) -> None:
    package, sue, _ = asking(stage)
    answer = sue.consent().add(**fields)
    assert (answer.status_code, answer.json()["fields"]) == (400, {field: [sentence]})
    nothing_added(package)


def test_a_form_of_the_file_asks_nobody_for_anything(stage: Stage) -> None:
    """Its empty fields would be marks of signers in a document that is to be signed."""
    _, sue, _ = asking(stage)
    ok(sue.consent().add(file=uploaded(form())), 201)
    added = SigningDocument.objects.get(upload__isnull=False)
    assert (added.positions, added.marks, added.left_out) == ([], [], ["form fields"])


def test_the_same_request_gets_its_first_answer(stage: Stage) -> None:
    package, sue, _ = asking(stage)
    first = ok(sue.consent().add(key="k"), 201)
    again = sue.add(key="k")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json() == first
    other = sue.add(key="k", file=SimpleUploadedFile("licence.pdf", pdf(3), content_type="application/pdf"))
    assert (other.status_code, other.json()["error"]) == (422, "idempotency_key_reused")
    assert types(package).count("uploaded") == 1


def test_the_last_file_sent_again_gets_its_first_answer_with_a_new_link_to_the_copy(stage: Stage) -> None:
    _, sue, _ = asking(stage, BUYER, LICENCE, SELLER)
    ok(sue.consent().take("sign"))
    first = ok(sue.add(1, key="k"), 201)
    assert sue.add(1).status_code == 410
    again = ok(sue.add(1, key="k"), 201)
    assert {**again, "copyUrl": ""} == {**first, "copyUrl": ""}
    assert again["copyUrl"] != first["copyUrl"]
    assert sue.add(1, key="k", file=uploaded(pdf(3))).status_code == 422


def test_two_files_at_once_give_one(committed_stage: Stage) -> None:
    for held in races(Signing, thorough=10):
        package, sue, _ = asking(committed_stage)
        sue.consent()
        answers = at_once([partial(sue.add, file=uploaded(pdf(number))) for number in (1, 2)], held=held)
        assert sorted(one.status_code for one in answers) == [201, 409]
        assert next(one for one in answers if one.status_code == 409).json()["message"] == THERE
        assert types(package).count("uploaded") == 1


def test_a_file_and_the_end_of_the_package_at_once_have_one_winner(committed_stage: Stage) -> None:
    for held in races(Signing, thorough=10):
        package, sue, _ = asking(committed_stage)
        sue.consent()
        cancel = partial(committed_stage.mia.post, f"{package.path}/cancel", {})
        added, cancelled = (one.status_code for one in at_once([sue.add, cancel], held=held))
        assert cancelled == 200
        assert added in (201, 410)
        assert types(package)[-1] == "voided"
        assert (
            types(package).count("uploaded")
            == Upload.objects.filter(signer__signing=package.id).count()
            == (added == 201)
        )
