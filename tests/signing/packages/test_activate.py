"""POST /v1/signing/manager/signings/:id/activate."""

import json

from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.proof.hashchain import subject_hash
from safeclose.storage import files
from signing.evidence.models import Trail, TrailEvent
from signing.packages.models import SigningDocument
from tests.matching import A_HASH, A_TIME
from tests.signing.packages.stage import BASE, Stage, draft, ok, pdf, refused
from workspace.models import Event


def test_an_activated_package_is_answered_whole(stage: Stage) -> None:
    package, _ = stage.ready()
    before = package.shown()
    assert ok(stage.mia.post(f"{package.path}/activate")) == {
        "signing": {**before, "status": "active", "activatedAt": A_TIME, "updatedAt": A_TIME},
        "warnings": [],
    }


def test_the_trail_has_the_brand_of_the_organization(stage: Stage) -> None:
    stage.acme.brand = {"primaryColor": "#14785a"}
    stage.acme.save()
    package = draft(stage.mia, stage.toronto, title="Closing")
    package.add_file()
    package.add_signer("sue")
    package.activate()
    payload = json.loads(bytes(TrailEvent.objects.get().payload))
    assert payload["data"]["organization"]["brand"] == {"color": "#14785a"}


def test_activation_begins_the_trail(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto, title="Closing")
    one, two = package.add_file(title="One"), package.add_file(title="Two", required="false")
    signer = package.add_signer("sue")
    package.activate()
    trail = Trail.objects.get(id=f"signing:{package.id}")
    assert (trail.kind, trail.organization, trail.length) == ("signing", stage.acme, 1)
    assert trail.document_sha256 == subject_hash([one["fileSha256"], two["fileSha256"]])
    event = TrailEvent.objects.get()
    payload = json.loads(bytes(event.payload))
    hidden = {"sha256": A_HASH}
    given = {"receivedSha256": files.sha256(pdf()), "pageCount": 2, "language": "en", "marks": []}
    assert (event.type, payload["trailId"]) == ("sent", trail.id)
    assert payload["data"] == {
        "title": hidden,
        "documents": [
            {"id": one["id"], "title": hidden, "sha256": one["fileSha256"], **given, "required": True},
            {"id": two["id"], "title": hidden, "sha256": two["fileSha256"], **given, "required": False},
        ],
        "signers": [
            {
                "id": signer["id"], "name": hidden, "email": hidden, "phone": None, "role": "signer", "order": 1,
                "authMethod": "email_link",
                "custody": {"how": "mailed", "to": {"kind": "signer", "id": signer["id"], "email": hidden}},
            }
        ],
        "organization": {"id": str(stage.acme.pk), "name": "Acme Financial", "timezone": "America/Toronto"},
        "location": {"id": str(stage.toronto.pk), "name": hidden},
        "mode": "parallel",
        "expiresAt": None,
        "warnings": [],
    }  # fmt: skip
    told = Event.objects.get(type="signing.activated")
    assert (told.organization, told.subject_id) == (stage.acme, package.id)


def test_activation_queues_a_notice_for_each_signer(stage: Stage) -> None:
    package, _ = stage.ready("sue", "tim", "other")
    package.activate()
    jobs = ProcrastinateJob.objects.filter(task_name="notify_signer")
    signers = ok(stage.mia.get(f"{package.path}/signers"))["signers"]
    assert sorted(job.args["signer_id"] for job in jobs) == [int(signer["id"]) for signer in signers]


def test_an_incomplete_package_is_not_activated(stage: Stage) -> None:
    package = stage.draft()

    def lacks(words: str) -> None:
        refused(stage.mia.post(f"{package.path}/activate"), 409, f"The package can't be activated: {words}.")

    lacks("it has no document; it has no signer")
    optional = package.add_file(title="Aside", required="false")["id"]
    lacks("none of its documents is required; it has no signer")
    first = package.add_file(title="First")["id"]
    lacks("it has no signer")
    sue = package.add_signer("sue", [optional])
    lacks("no one is to sign the document First")
    ok(stage.mia.patch(f"{package.path}/signers/{sue['id']}", {"documentIds": [first]}))
    package.add_signer("tim", [optional])
    assert stage.mia.delete(f"{package.path}/documents/{optional}").status_code == 204
    lacks("the signer Tim has no document")
    SigningDocument.objects.update(file_sha256=None, page_count=None)
    lacks("the signer Tim has no document; the document First has no file")
    assert package.shown()["status"] == "draft"
    assert not Trail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_an_active_package_is_not_activated_again(stage: Stage) -> None:
    package, _ = stage.ready()
    package.activate()
    refused(stage.mia.post(f"{package.path}/activate"), 409, "The package is active already.")
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(stage.mia.post(f"{package.path}/activate"), 409, "The package was cancelled, so it can't be activated.")


def test_documents_and_signers_are_frozen(stage: Stage) -> None:
    package, (document,) = stage.ready()
    signer = package.add_signer("tim")["id"]
    before = [ok(stage.mia.get(f"{package.path}/{what}")) for what in ("documents", "signers")]
    package.activate()
    words = "The package is active, so it can't be changed."
    person = {"name": "Eve", "email": "eve@example.com"}
    for answer in (
        stage.mia.post(f"{package.path}/documents", {"templateId": 1}),
        stage.mia.post(f"{package.path}/documents", {}),
        stage.mia.delete(f"{package.path}/documents/{document}"),
        stage.mia.post(f"{package.path}/signers", person),
        stage.mia.patch(f"{package.path}/signers/{signer}", person),
        stage.mia.delete(f"{package.path}/signers/{signer}"),
        stage.mia.patch(package.path, {"title": "Other"}),
    ):
        refused(answer, 409, words)
    assert [ok(stage.mia.get(f"{package.path}/{what}")) for what in ("documents", "signers")] == before


def test_an_unknown_package_is_not_found(stage: Stage) -> None:
    refused(stage.mia.post(f"{BASE}/signings/0/activate"), 404, "Not found.")
    refused(stage.mia.post(f"{BASE}/signings/{2**63}/activate"), 404, "Not found.")
    refused(stage.mia.post(f"{BASE}/signings/{10**40}/activate"), 404, "Not found.")
    refused(stage.mia.post(f"{BASE}/signings/x/activate"), 400, "signingId must be a numeric string.")
    refused(stage.mia.post(f"{BASE}/signings/1.5/activate"), 400, "signingId must be a numeric string.")
    refused(stage.mia.post(f"{BASE}/signings/-1/activate"), 400, "signingId must be a numeric string.")
