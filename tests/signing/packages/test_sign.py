"""POST /v1/signing/signer/signings/:id/documents/:documentId/sign."""

import json

from procrastinate.contrib.django.models import ProcrastinateJob

from signing.ceremony.account_disclosure import ENGLISH, FRENCH
from signing.evidence.models import Trail, TrailEvent
from signing.packages.models import ESignature
from tests.matching import A_HASH, A_TIME
from tests.signing.packages.stage import Stage, active, ok, refused
from workspace.models import Event

BY_ACCOUNT = ("authenticated", "consented", "signed")


def types(signing_id: str) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{signing_id}").order_by("seq").values_list("type", flat=True))


def test_a_signature_is_answered_whole(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    body = ok(package.sign(stage.sue, first), 201)
    signature = ESignature.objects.get()
    assert body == {
        "eSignature": {
            "id": str(signature.pk),
            "documentId": first,
            "signerId": str(signature.signer_id),
            "signedAt": A_TIME,
            "eventHash": A_HASH,
        },
        "signing": {**package.shown(), "status": "active"},
    }
    assert body["signing"]["counts"] == {"documents": 2, "signers": 1, "signed": 0}
    assert TrailEvent.objects.get(type="signed").chain_hash == body["eSignature"]["eventHash"]
    assert ok(package.sign(stage.sue, second), 201)["signing"]["status"] == "complete"


def test_the_last_signature_completes_the_package(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    ok(package.sign(stage.sue, document), 201)
    assert package.shown()["status"] == "active"
    ok(package.sign(stage.tim, document, signatureText="Tim"), 201)
    shown = package.shown()
    assert (shown["status"], shown["completedAt"], shown["counts"]["signed"]) == ("complete", A_TIME, 2)
    assert types(package.id) == ["sent", *BY_ACCOUNT, *BY_ACCOUNT, "completed"]
    completed = TrailEvent.objects.get(type="completed")
    payload = json.loads(bytes(completed.payload))
    assert (payload["data"], payload["actor"]["kind"]) == ({"signers": 2}, "system")
    assert Event.objects.filter(type="signing.completed", once=f"signing.completed:{package.id}").count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="seal_trail", args={"trail_id": f"signing:{package.id}"})
    assert jobs.count() == 1
    assert Trail.objects.get().completed_at is not None


def test_the_trail_says_what_was_signed(stage: Stage) -> None:
    package, (document,) = stage.active()
    stage.sue.get(package.queue)
    ok(package.sign(stage.sue, document, language="fr"), 201)
    assert types(package.id) == ["sent", "opened", *BY_ACCOUNT, "completed"]
    events = {event.type: event for event in TrailEvent.objects.all()}
    assert json.loads(bytes(events["authenticated"].payload))["data"] == {"method": "account"}
    consented = json.loads(bytes(events["consented"].payload))
    assert consented["data"] == {"disclosureSha256": FRENCH.sha256, "language": "fr"}
    signed = json.loads(bytes(events["signed"].payload))
    sha256 = ok(stage.mia.get(f"{package.path}/documents"))["documents"][0]["fileSha256"]
    assert signed["data"] == {
        "signatureText": {"sha256": A_HASH}, "documentId": document, "documentSha256": sha256,
    }  # fmt: skip
    assert events["signed"].kept["/data/signatureText"]["value"] == "Sue Signer"
    assert signed["actor"]["kind"] == "signer"


def test_consent_is_in_the_trail_once(stage: Stage) -> None:
    package, ids = stage.active(documents=3)
    for document in ids:
        ok(package.sign(stage.sue, document), 201)
    assert (types(package.id).count("authenticated"), types(package.id).count("consented")) == (1, 1)
    assert types(package.id).count("signed") == 3
    consented = json.loads(bytes(TrailEvent.objects.get(type="consented").payload))
    assert consented["data"] == {"disclosureSha256": ENGLISH.sha256, "language": "en"}


def test_optional_documents_block_nothing(stage: Stage) -> None:
    package = stage.draft()
    required, optional = package.add_file(), package.add_file(required="false")
    assert (required["required"], optional["required"]) == (True, False)
    package.add_signer("sue", [required["id"]])
    package.add_signer("tim", [optional["id"]])
    package.activate()
    body = ok(package.sign(stage.sue, required["id"]), 201)
    assert (body["signing"]["status"], body["signing"]["counts"]["signed"]) == ("complete", 1)
    assert json.loads(bytes(TrailEvent.objects.get(type="completed").payload))["data"] == {"signers": 1}
    refused(package.sign(stage.tim, optional["id"]), 409, "The package is complete, so it can't be signed.")


def test_who_signs_only_optional_ones_is_done_with_the_last(stage: Stage) -> None:
    package = stage.draft()
    required = package.add_file()["id"]
    one, two = (package.add_file(required="false")["id"] for _ in range(2))
    package.add_signer("sue", [required])
    package.add_signer("tim", [one, two])
    package.activate()
    assert ok(package.sign(stage.tim, one), 201)["signing"]["counts"]["signed"] == 0
    assert ok(package.sign(stage.tim, two), 201)["signing"]["counts"]["signed"] == 1
    assert package.shown()["status"] == "active"


def test_only_assigned_documents_are_signed(stage: Stage) -> None:
    package = stage.draft()
    first, second = package.add_file()["id"], package.add_file()["id"]
    package.add_signer("sue", [first])
    package.add_signer("tim", [second])
    package.activate()
    refused(package.sign(stage.sue, second), 403, "You are not asked to sign this document.")
    assert not ESignature.objects.exists()


def test_a_document_is_not_signed_twice(stage: Stage) -> None:
    package, (first, _) = stage.active(documents=2)
    ok(package.sign(stage.sue, first), 201)
    refused(package.sign(stage.sue, first), 409, "You have signed this document already.")
    assert ESignature.objects.count() == 1


def test_nothing_is_signed_without_consent(stage: Stage) -> None:
    package, (document,) = stage.active()
    refused(
        package.sign(stage.sue, document, consent=False), 400,
        "consent must be true: without it nothing can be signed electronically.",
    )  # fmt: skip
    refused(package.sign(stage.sue, document, consent="true"), 400, "consent: Must be a valid boolean.")
    answer = stage.sue.post(f"{package.queue}/documents/{document}/sign", {"signatureText": "Sue"})
    refused(answer, 400, "consent: This field is required.")
    assert types(package.id) == ["sent"]


def test_an_invalid_signature_is_refused_by_field(stage: Stage) -> None:
    package, (document,) = stage.active()
    for text, words in (
        ("", "This field may not be blank."),
        ("   ", "This field may not be blank."),
        ("x" * 201, "Ensure this field has no more than 200 characters."),
        (5, "Not a valid string."),
        ("a\nb", "Must be one line, without tabs."),
        (None, "This field may not be null."),
    ):
        refused(package.sign(stage.sue, document, signatureText=text), 400, f"signatureText: {words}")
    ok(package.sign(stage.sue, document, signatureText="x" * 200), 201)


def test_nothing_is_signed_after_the_package_ended(stage: Stage) -> None:
    package, (document,) = stage.active()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(package.sign(stage.sue, document), 409, "The package was cancelled, so it can't be signed.")


def test_an_unknown_document_is_not_found_by_signers(stage: Stage) -> None:
    package, _ = stage.active()
    other, (foreign,) = active(stage.mia, stage.toronto, "tim")
    refused(package.sign(stage.sue, "x"), 400, "documentId must be a numeric string.")
    refused(package.sign(stage.sue, foreign), 404, "Not found.")
    refused(package.sign(stage.sue, str(2**63)), 404, "Not found.")
    refused(
        stage.sue.post("/v1/signing/signer/signings/x/documents/1/sign"), 400, "signingId must be a numeric string."
    )
    refused(other.sign(stage.sue, foreign), 404, "Not found.")
