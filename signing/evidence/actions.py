"""What is written about seals."""

from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock, jobs
from safeclose.rows import locked
from safeclose.transactions import action
from signing.evidence.models import Seal, Trail


@action
def record_seal(*, trail_id: str, level: str, certificate_sha256: str, sealed_sha256: str, bundle_sha256: str) -> Seal:
    """The files of a trail. When two workers made them, the first to come here has made the ones that count."""
    trail = locked(Trail.objects.completed(), id=trail_id)
    seal, _ = Seal.objects.get_or_create(
        trail=trail,
        defaults={
            "level": level,
            "certificate_sha256": certificate_sha256,
            "sealed_sha256": sealed_sha256,
            "bundle_sha256": bundle_sha256,
            "sealed_at": clock.now(),
        },
    )
    return seal


@action
def queue_seal(*, trail_id: str) -> bool:
    """Queue the sealing of a trail whose job is not there any more; whether that was so."""
    locked(Trail.objects.unsealed(), id=trail_id)
    if ProcrastinateJob.objects.filter(
        task_name="seal_trail", status__in=["todo", "doing"], args={"trail_id": trail_id}
    ).exists():
        return False
    jobs.queue("seal_trail", trail_id=trail_id)
    return True
