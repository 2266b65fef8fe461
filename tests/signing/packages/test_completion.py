"""What a completed package leaves behind."""

import json

import pytest

from safeclose.verify import verify
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.jobs import seal
from signing.evidence.service_key import service_key
from tests.signing.packages.stage import Stage, ok, refused


@pytest.mark.django_db
def test_the_files_of_a_completed_package_are_genuine(stage: Stage) -> None:
    package, ids = stage.active("sue", "tim", documents=2)
    for what in ("certificate", "evidence"):
        refused(
            stage.mia.get(f"{package.path}/{what}"), 409, "The package is not completed, so it has no such file yet."
        )
    words = "The package is not completed, so it has no such file yet."
    refused(stage.mia.get(f"{package.path}/documents/{ids[0]}/sealed"), 409, words)
    for document in ids:
        ok(package.sign(stage.sue, document), 201)
        ok(package.sign(stage.tim, document, signatureText="Tim"), 201)
    words = "The package is being sealed, so it has no such file yet."
    refused(stage.mia.get(f"{package.path}/certificate"), 409, words)
    seal(trail_id=f"signing:{package.id}")
    certificate = stage.mia.get(f"{package.path}/certificate")
    assert (certificate.status_code, certificate.headers["Content-Type"]) == (200, "application/pdf")
    assert certificate.content.startswith(b"%PDF-")
    evidence = stage.mia.get(f"{package.path}/evidence")
    bundle = json.loads(evidence.content)
    assert [document["id"] for document in bundle["documents"]] == ids
    assert bundle["subject"]["trailId"] == f"signing:{package.id}"
    trusted = [service_key().certificate]
    report = verify(bundle=evidence.content, trust=trusted)
    assert report.result == "genuine", report
    for document in ids:
        for one, path in ((stage.mia, package.path), (stage.tim, package.queue)):
            sealed = one.get(f"{path}/documents/{document}/sealed")
            assert sealed.status_code == 200
            report = verify(sealed.content, evidence.content, trust=trusted)
            assert report.result == "genuine", report
    refused(stage.carl.get(f"{package.path}/documents/{ids[0]}/sealed"), 403, "This is outside of what you manage.")
    refused(stage.carl.get(f"{package.queue}/documents/{ids[0]}/sealed"), 404, "Not found.")


@pytest.mark.django_db
def test_a_changed_event_of_a_package_is_found(stage: Stage) -> None:
    package, (document,) = stage.active()
    ok(package.sign(stage.sue, document), 201)
    seal(trail_id=f"signing:{package.id}")
    content = stage.mia.get(f"{package.path}/evidence").content
    bundle = json.loads(content)
    bundle["events"][2]["payload"]["at"] = "2020-01-01T00:00:00.000Z"
    changed = json.dumps(bundle, separators=(",", ":"), sort_keys=True).encode()
    assert verify(bundle=changed, trust=[service_key().certificate]).result == "altered"


@pytest.mark.django_db
def test_a_checkpoint_proves_a_package(stage: Stage) -> None:
    package, (document,) = stage.active()
    path = f"{package.path}/checkpoint"
    refused(stage.mia.get(path), 409, "No checkpoint knows this trail yet; one is made every day.")
    ok(package.sign(stage.sue, document), 201)
    made = make_checkpoint(stage.acme.pk)
    assert made
    proof = stage.mia.get(path).json()
    assert (proof["root"], proof["leaf"]["id"]) == (made.root, f"signing:{package.id}")
    refused(stage.carl.get(path), 403, "This is outside of what you manage.")
