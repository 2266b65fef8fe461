"""After completion: certificate, bundle and sealed PDF, until they are there."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.jobs import UNTIL_DONE
from safeclose.storage import files
from signing.evidence import actions
from signing.evidence.models import Trail


@app.task(name="seal_trail", queue="sealing", retry=UNTIL_DONE)
def seal(*, trail_id: str) -> None:
    """Make and record the files of a completed trail; nothing, where it has them."""
    trail = Trail.objects.unsealed().filter(id=trail_id).first()
    if trail is None:
        return
    from signing.evidence.trail_files import make_trail_files  # pyHanko and the like, which only a worker needs

    made = make_trail_files(trail)
    actions.record_certificate(certificate=made.sealed_with)
    actions.record_seal(
        trail_id=trail_id,
        level=made.level,
        certificate_sha256=files.keep(made.certificate),
        bundle_sha256=files.keep(made.bundle),
        sealed={presented: files.keep(pdf) for presented, pdf in made.sealed},
        by=SYSTEM,
    )


@app.periodic(cron="* * * * *")
@app.task(name="seal_unsealed_trails", queue="upkeep", queueing_lock="seal_unsealed_trails")
def seal_unsealed(timestamp: int) -> None:
    """Everyone has signed, so no one must wait because a job was lost."""
    for trail_id in Trail.objects.unsealed().order_by("completed_at").values_list("id", flat=True)[:1000]:
        actions.queue_seal(trail_id=trail_id)
