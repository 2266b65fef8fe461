"""Signatures made at the same time, and what a completed package leaves behind."""

import json
from functools import partial

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.verify import verify
from signing.evidence.checkpoints.making import make_checkpoint
from signing.evidence.jobs import seal
from signing.evidence.models import Seal, Trail, TrailEvent
from signing.evidence.service_key import service_key
from signing.packages.models import ESignature, Signing
from tests.racing import at_once
from tests.signing.packages.stage import Stage, active, ok, ready, refused
from workspace.models import Event


def jobs(package_id: str) -> int:
    rows = ProcrastinateJob.objects.filter(task_name="seal_trail", args={"trail_id": f"signing:{package_id}"})
    return int(rows.count())


def test_the_last_two_at_once_fifty_times(committed_stage: Stage) -> None:
    stage = committed_stage
    for _ in range(50):
        package, (document,) = active(stage.mia, stage.toronto, "sue", "tim")
        calls = [partial(package.sign, one, document) for one in (stage.sue, stage.tim)]
        answers = at_once(calls)
        assert [answer.status_code for answer in answers] == [201, 201]
        statuses = sorted(answer.json()["signing"]["status"] for answer in answers)
        assert statuses in (["active", "complete"], ["complete", "complete"])
        trail = f"signing:{package.id}"
        types = list(TrailEvent.objects.filter(trail=trail).order_by("seq").values_list("type", flat=True))
        assert (types.count("signed"), types.count("completed"), types[-1]) == (2, 1, "completed")
        assert Event.objects.filter(type="signing.completed", subject_id=package.id).count() == 1
        assert jobs(package.id) == 1
        assert Signing.objects.get(pk=package.id).status == "complete"
    last = package.id
    for _ in range(2):  # a job that runs twice makes nothing twice
        seal(trail_id=f"signing:{last}")
    assert Seal.objects.count() == 1


def test_one_signature_sent_many_times_at_once(committed_stage: Stage) -> None:
    stage = committed_stage
    package, (document, _) = active(stage.mia, stage.toronto, documents=2)
    answers = at_once([partial(package.sign, stage.sue, document)] * 6)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert ESignature.objects.count() == 1
    assert TrailEvent.objects.filter(type="consented").count() == 1


def test_signing_against_cancelling(committed_stage: Stage) -> None:
    stage = committed_stage
    for _ in range(10):
        package, (document,) = active(stage.mia, stage.toronto)
        signed, cancelled = at_once(
            [partial(package.sign, stage.sue, document), partial(stage.mia.post, f"{package.path}/cancel", {})]
        )
        assert sorted([signed.status_code, cancelled.status_code]) in ([200, 409], [201, 409])
        ends = TrailEvent.objects.filter(trail=f"signing:{package.id}", type__in=["completed", "voided"])
        assert [end.type for end in ends] == ["completed" if signed.status_code == 201 else "voided"]


def test_activating_at_once(committed_stage: Stage) -> None:
    stage = committed_stage
    package, _ = ready(stage.mia, stage.toronto)
    answers = at_once([partial(stage.mia.post, f"{package.path}/activate")] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert Trail.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="notify_signer").count() == 1


@pytest.mark.django_db
def test_the_files_are_there_and_genuine(stage: Stage) -> None:
    package, ids = active(stage.mia, stage.toronto, "sue", "tim", documents=2)
    for what in ("certificate", "evidence"):
        refused(
            stage.mia.get(f"{package.path}/{what}"), 409, "The package is not complete, so it has no such file yet."
        )
    words = "The package is not complete, so it has no such file yet."
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
def test_a_changed_event_shows(stage: Stage) -> None:
    package, (document,) = active(stage.mia, stage.toronto)
    ok(package.sign(stage.sue, document), 201)
    seal(trail_id=f"signing:{package.id}")
    content = stage.mia.get(f"{package.path}/evidence").content
    bundle = json.loads(content)
    bundle["events"][2]["payload"]["at"] = "2020-01-01T00:00:00.000Z"
    changed = json.dumps(bundle, separators=(",", ":"), sort_keys=True).encode()
    assert verify(bundle=changed, trust=[service_key().certificate]).result == "altered"


@pytest.mark.django_db
def test_what_a_checkpoint_says_about_a_package(stage: Stage) -> None:
    package, (document,) = active(stage.mia, stage.toronto)
    path = f"{package.path}/checkpoint"
    refused(stage.mia.get(path), 409, "No checkpoint knows this trail yet; one is made every day.")
    ok(package.sign(stage.sue, document), 201)
    made = make_checkpoint(stage.acme.pk)
    assert made
    proof = stage.mia.get(path).json()
    assert (proof["root"], proof["leaf"]["id"]) == (made.root, f"signing:{package.id}")
    refused(stage.carl.get(path), 403, "This is outside of what you manage.")
