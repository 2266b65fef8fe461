"""GET and POST /api/public/sign/:token, for signers of packages."""

import json
from typing import Any

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.marks.definitions import Mark
from signing.ceremony.models import Link
from signing.ceremony.package_disclosure import ENGLISH, LANGUAGES
from signing.evidence.models import TrailEvent
from signing.packages.models import ESignature, Signing
from tests.matching import A_HASH, A_TIME
from tests.people import Caller
from tests.signing.packages.links import PackageLink, mailed, signer
from tests.signing.packages.stage import Package, Stage, ok, position
from workspace.models import Event

GONE = (410, {"state": "gone"})


def types(package: Package) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq").values_list("type", flat=True))


def told(package: Package, type: str) -> dict[str, Any]:
    """The data of the trail's last event of a type, as hashed."""
    event = TrailEvent.objects.filter(trail=f"signing:{package.id}", type=type).latest("seq")
    return dict(json.loads(bytes(event.payload))["data"])


def refused(answer: Any, status: int, sentence: str) -> None:
    """The whole of an error of the public routes."""
    code = {404: "not_found", 409: "invalid_state"}[status]
    assert (answer.status_code, answer.json()) == (status, {"error": code, "message": sentence})


def shape(link: PackageLink, document: str, number: int, sha256: str) -> dict[str, Any]:
    """A document as the link shows it."""
    base = f"{settings.PUBLIC_URL}{link.path}"
    return {
        "id": document,
        "title": f"Document {number}",
        "sha256": sha256,
        "pageCount": 2,
        "fileUrl": f"{base}/file?document={document}",
        "pages": [f"{base}/pages/{page}.png?document={document}" for page in (1, 2)],
        "pageSizes": [{"width": 612.0, "height": 792.0}] * 2,
        "textUrl": f"{base}/text?document={document}",
    }


def test_a_link_shows_the_package_whole(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package)
    hashes = [one["fileSha256"] for one in ok(stage.mia.get(f"{package.path}/documents"))["documents"]]
    shown = [shape(link, first, 1, hashes[0]), shape(link, second, 2, hashes[1])]
    listed = [{**one, "required": True, "signed": False, "signable": True, "marks": []} for one in shown]
    whole = {
        "state": "active",
        "document": shown[0],
        "documents": listed,
        "added": [],
        "filesAsked": [],
        "signer": {
            "name": "Sue", "role": "signer", "status": "opened", "authMethod": "email_link", "order": 1,
            "initials": "S", "language": None, "paperRequestedAt": None, "hasToSignIn": False,
        },
        "envelope": {
            "mode": "parallel", "expiresAt": None, "signers": 1, "signed": 0, "sender": "Acme Financial", "brand": None,
        },
        "disclosure": {"text": ENGLISH.text, "language": "en", "sha256": ENGLISH.sha256},
        "marks": [],
        "next": "authenticate",
        "challenge": None,
        "turnstileSiteKey": None,
    }  # fmt: skip
    assert ok(link.show()) == whole
    assert ok(link.show(second)) == {**whole, "document": shown[1]}
    assert types(package) == ["sent", "delivered", "opened"]
    assert Event.objects.filter(type="signing.opened").count() == 1


def test_the_documents_are_signed_one_after_another(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package).consent()
    answer = ok(link.take("sign"))
    assert answer == {
        "state": "active",
        "signer": {"status": "consented"},
        "next": "sign",
        "completed": False,
        "signedAt": A_TIME,
        "eventHash": A_HASH,
        "document": ok(link.show())["document"],
        "documents": ok(link.show())["documents"],
    }
    assert answer["document"]["id"] == second
    assert [(one["id"], one["signed"]) for one in answer["documents"]] == [(first, True), (second, False)]
    last = ok(link.take("sign", signatureText="Sue S."))
    assert last == {
        "state": "signed",
        "signer": {"status": "signed"},
        "next": None,
        "completed": True,
        "signedAt": A_TIME,
        "eventHash": A_HASH,
        "copyUrl": last["copyUrl"],
    }
    assert last["copyUrl"].startswith(f"{settings.PUBLIC_URL}/api/public/copy/")
    assert types(package) == [
        "sent", "delivered", "opened", "authenticated", "consented", "signed", "signed", "completed",
    ]  # fmt: skip
    assert told(package, "authenticated") == {"method": "email_link"}
    sha256 = ok(stage.mia.get(f"{package.path}/documents"))["documents"][1]["fileSha256"]
    assert told(package, "signed") == {
        "signatureText": {"sha256": A_HASH}, "documentId": second, "documentSha256": sha256,
    }  # fmt: skip
    assert list(ESignature.objects.order_by("pk").values_list("signature_text", flat=True)) == ["Sue", "Sue S."]
    shown = package.shown()
    assert (shown["status"], shown["counts"]["signed"]) == ("complete", 1)
    for type in ("signing.signer_completed", "signing.completed"):
        assert Event.objects.filter(type=type, subject_id=package.id).count() == 1
    assert ProcrastinateJob.objects.filter(task_name="seal_trail").count() == 1
    assert (link.show().status_code, link.show().json()) == GONE


def test_a_lost_answer_comes_again_with_links_that_are_good(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package).consent()
    answers = [ok(link.take("sign", key="one", documentId=first)) for _ in range(2)]
    assert answers[1] == answers[0]
    assert answers[0]["document"]["fileUrl"].endswith(f"/file?document={second}")
    last, again = (ok(link.take("sign", key="two", documentId=second)) for _ in range(2))
    assert again == {**last, "copyUrl": again["copyUrl"]} != last
    assert Caller(None).get(again["copyUrl"].removeprefix(settings.PUBLIC_URL)).status_code == 202
    # What is left to sign is nothing by now, and neither is there a link to it.
    repeated = ok(link.take("sign", key="one", documentId=first))
    assert (repeated["state"], repeated["document"]["fileUrl"]) == ("active", None)
    assert types(package).count("signed") == 2


def test_a_document_is_chosen_and_signed_once(stage: Stage) -> None:
    package, (first, second, _) = stage.active(documents=3)
    link = mailed(package).consent()
    assert ok(link.take("sign", documentId=second))["document"]["id"] == first
    refused(link.take("sign", documentId=second), 409, "You have signed this document already.")
    assert ok(link.show(second))["documents"][1]["signed"] is True
    assert ESignature.objects.count() == 1


def test_optional_documents_come_after_those_that_are_required(stage: Stage) -> None:
    package = stage.draft()
    optional, required = package.add_file(required="false")["id"], package.add_file()["id"]
    package.add_signer("sue")
    package.activate()
    link = mailed(package).consent()
    assert ok(link.show())["document"]["id"] == required
    assert ok(link.take("sign", documentId=optional))["state"] == "active"
    assert ok(link.take("sign"))["state"] == "signed"


def test_documents_of_others_do_not_exist(stage: Stage) -> None:
    package = stage.draft()
    own, other = package.add_file(title="Own")["id"], package.add_file(title="Secret")["id"]
    package.add_signer("sue", [own])
    package.add_signer("tim", [other])
    package.activate()
    stranger, _ = stage.active(documents=1)
    foreign = ok(stage.mia.get(f"{stranger.path}/documents"))["documents"][0]["id"]
    link = mailed(package)
    before = types(package)
    for document in (other, foreign, "0", "x", "9" * 40):
        assert link.show(document).status_code == 404
        for what in ("file", "text", "pages/1.png"):
            refused(link.get(what, document), 404, "Not found.")
    assert types(package) == before
    link.consent()
    body = link.show()
    assert [one["id"] for one in body.json()["documents"]] == [own]
    assert "Secret" not in body.content.decode()
    for document in (other, foreign, "0", "x"):
        refused(link.take("sign", documentId=document), 404, "Not found.")
        answer = Caller(None).post(f"{link.path}/marks", {"marks": [{"markId": "a"}], "documentId": document})
        refused(answer, 404, "Not found.")
    assert not ESignature.objects.exists()


def test_files_pages_and_text_are_those_of_the_document(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package)
    expected = stage.mia.get(f"{package.path}/documents/{second}/file").content
    assert link.get("file", second).content == expected
    assert link.get("file").content == stage.mia.get(f"{package.path}/documents/{first}/file").content
    assert link.get("pages/2.png", second)["Content-Type"] == "image/png"
    assert link.get("pages/3.png", second).status_code == 404
    assert link.get("text", second)["Content-Type"] == "text/plain; charset=utf-8"


def test_steps_out_of_order_are_refused(stage: Stage) -> None:
    package, _ = stage.active()
    link = mailed(package)
    refused_steps = [link.take("sign"), link.take("consent"), link.take("authenticate")]
    assert [one.status_code for one in refused_steps] == [409, 409, 409]
    link.consent()
    refused(link.take("consent"), 409, "The signer has consented already.")
    assert types(package)[2:] == ["opened", "authenticated", "consented"]


def test_declining_cancels_the_package(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    link, other = mailed(package), mailed(package, "tim")
    assert ok(link.take("decline", reason="Too dear.")) == {"state": "declined"}
    shown = package.shown()
    assert (shown["status"], shown["cancelReason"]) == ("cancelled", "Too dear.")
    assert types(package)[-1] == "declined"
    assert told(package, "declined") == {"reason": {"sha256": A_HASH}}
    sue = signer(package)
    assert (sue.status, sue.decline_reason, sue.declined_at) == ("declined", "Too dear.", sue.signing.cancelled_at)
    for one in (link, other):
        assert (one.show().status_code, one.show().json()) == GONE
        assert one.take("sign").status_code == 410
    assert Event.objects.filter(type="signing.cancelled", subject_id=package.id).count() == 1
    assert package.sign(stage.tim, document).status_code == 409


def test_links_end_with_the_package(stage: Stage) -> None:
    package, _ = stage.active()
    link = mailed(package)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    assert (link.show().status_code, link.show().json()) == GONE
    assert link.get("file").status_code == 410


def test_time_that_is_up_ends_links_before_a_job_says_so(stage: Stage) -> None:
    package, _ = stage.active()
    link = mailed(package)
    Signing.objects.filter(pk=package.id).update(expires_at="2020-01-01T00:00Z")
    assert link.show().status_code == 410


def test_who_signed_by_account_needs_no_link(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package).consent()
    ok(package.sign(stage.sue, first), 201)
    assert types(package)[-2:] == ["authenticated", "signed"]
    assert told(package, "authenticated") == {"method": "account"}
    assert types(package).count("consented") == 1
    refused(link.take("sign"), 409, "The signer has not been identified yet, so a signature can't be recorded.")
    assert ok(link.show())["next"] == "authenticate"
    assert ok(link.take("authenticate"))["next"] == "sign"
    answer = ok(link.take("sign"))
    assert (answer["state"], answer["completed"]) == ("signed", True)
    assert told(package, "signed")["documentId"] == second
    assert types(package).count("consented") == 1


def test_an_account_does_not_identify_the_holder_of_a_link(stage: Stage) -> None:
    package = stage.draft()
    first, _ = (package.add_file()["id"] for _ in range(2))
    package.add_signer("sue", authMethod="email_otp")
    package.activate()
    link = mailed(package)
    ok(package.sign(stage.sue, first), 201)
    ok(link.show())
    refused(link.take("sign"), 409, "The signer has not been identified yet, so a signature can't be recorded.")
    refused(link.get("file"), 409, "Identify yourself first: the document is shown after that.")
    assert link.take("authenticate", codeVerified=True).status_code == 403


def test_marks_are_put_and_signed_by_link(stage: Stage) -> None:
    package, (document,) = stage.ready()
    sue = ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["id"]
    text = position("text", id="colour", signer=sue, label="Colour", required=True)
    package.ask(document, text, position(id="s", signer=sue, x=300))
    package.activate()
    link = mailed(package).consent()
    assert [mark["id"] for mark in ok(link.show())["marks"]] == ["colour", "s"]
    refused(link.take("sign"), 409, "“Colour” must be filled in before signing.")
    batch = {"marks": [{"markId": "colour", "value": "Green"}], "documentId": document}
    put = ok(Caller(None).post(f"{link.path}/marks", batch))
    assert [(mark["id"], mark["value"]) for mark in put["marks"]] == [("colour", "Green"), ("s", None)]
    assert ok(link.show())["documents"][0]["marks"] == put["marks"]
    named = {"documentId": document, "documentSha256": told(package, "sent")["documents"][0]["sha256"]}
    assert told(package, "marked") == {**named, "marks": [{"id": "colour", "text": {"sha256": A_HASH}}]}
    assert ok(link.take("sign"))["completed"] is True
    assert Mark.read(Signing.objects.get().documents.get().marks[0]).id == "colour"
    assert {mark["id"] for mark in told(package, "signed")["marks"]} == {"colour", "s"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_consent_is_to_the_words_of_the_package(stage: Stage, language: str) -> None:
    package, _ = stage.active()
    link = mailed(package)
    ok(link.show())
    ok(link.take("authenticate"))
    ok(link.take("consent", language=language))
    assert told(package, "consented") == {"disclosureSha256": LANGUAGES[language].sha256, "language": language}


def test_the_secret_of_a_link_is_not_stored(stage: Stage) -> None:
    package, _ = stage.active()
    link = mailed(package)
    (row,) = Link.objects.all()
    assert (row.signer_id, row.package_signer_id) == (None, signer(package).pk)
    assert link.token not in str(list(Link.objects.values()))
