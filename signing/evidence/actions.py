"""Writes about seals and sealing certificates."""

from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Unknown
from signing.evidence.models import Seal, SealedFile, SealingCertificate, Trail
from workspace.events import bus
from workspace.events.catalogue import Subject
from workspace.queue.failures import job_of
from workspace.queue.rescheduling import run_now


@action
def record_seal(
    *, trail_id: str, level: str, certificate_sha256: str, bundle_sha256: str, sealed: Mapping[str, str], by: Actor
) -> Seal:
    """The files of a trail; `sealed` by the SHA-256 of what was presented.

    When two workers made them, the first to come here has made the ones that count.
    """
    trail = locked(Trail.objects.completed(), id=trail_id)
    found = Seal.objects.filter(trail=trail).first()
    if found:
        return found
    seal = Seal.objects.create(
        trail=trail,
        level=level,
        certificate_sha256=certificate_sha256,
        bundle_sha256=bundle_sha256,
        sealed_at=clock.now(),
    )
    SealedFile.objects.bulk_create(
        SealedFile(seal=seal, document_sha256=presented, sealed_sha256=digest) for presented, digest in sealed.items()
    )
    bus.publish("trail.sealed", about=trail, by=by, data={"level": level})
    return seal


@action
def record_certificate(*, certificate: x509.Certificate) -> None:
    """Records a sealing certificate, so that its seals are trusted after the key was replaced. Known ones stay."""
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    row = SealingCertificate(sha256=certificate.fingerprint(SHA256()).hex(), pem=pem)
    SealingCertificate.objects.bulk_create([row], ignore_conflicts=True)


@action
def seal_now(*, trail_id: str, by: Actor) -> None:
    """Try to seal a completed trail at once, whatever has become of its job. Raises Conflict once it is sealed."""
    if not Trail.objects.unsealed().filter(id=trail_id).exists():
        raise Conflict("There is nothing to seal: it is not completed, or it has been sealed.")
    locked(Trail.objects.unsealed(), id=trail_id)
    job = job_of("seal_trail", "sealing", trail_id=trail_id)
    if job is None:
        jobs.queue("seal_trail", trail_id=trail_id)
    else:
        run_now(job.pk)
    bus.publish("trail.sealing_tried", about=Subject("trail", trail_id), by=by)


@action
def queue_seal(*, trail_id: str) -> bool:
    """Queue the sealing of a trail whose job is not there any more; whether that was so. It may be sealed by now."""
    try:
        locked(Trail.objects.unsealed(), id=trail_id)
    except Unknown:
        return False
    if ProcrastinateJob.objects.filter(
        task_name="seal_trail", status__in=["todo", "doing"], args={"trail_id": trail_id}
    ).exists():
        return False
    jobs.queue("seal_trail", trail_id=trail_id)
    return True
