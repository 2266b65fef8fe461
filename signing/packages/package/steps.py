"""Steps of the actions on packages; each asserts that an action runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safeclose import jobs
from safeclose.actors import SYSTEM, Actor
from safeclose.records import rows
from safeclose.records.rows import locked
from signing.ceremony.senders import senders
from signing.evidence import trail
from signing.evidence.models import Trail
from signing.packages.package.lifecycle import SIGNING
from signing.packages.package.models import Signing
from workspace.events import bus


def lock(signing_id: int) -> Signing:
    """The package and its trail, locked: all that happens to one package happens one after another.

    Lock order everywhere: package, trail, anything else.
    """
    signing: Signing = locked(Signing.objects.all(), id=signing_id)
    if signing.trail_id:
        signing.trail = locked(Trail.objects.all(), id=signing.trail_id)
    return signing


def lock_draft(signing_id: int) -> Signing:
    """The package, locked, to change what it consists of; raises Conflict when it is no draft any more."""
    signing = lock(signing_id)
    signing.status = SIGNING.after(signing.status, "changed")
    return signing


def complete(signing: Signing, *, at: datetime, signers: int) -> None:
    """Everything required is signed in the locked package. The one `signing.completed` is written here."""
    assert signing.trail is not None
    signing.status, signing.completed_at = SIGNING.after(signing.status, "completed"), at
    rows.save(signing, "status", "completed_at", at=at)
    trail.append(signing.trail, "completed", at=at, by=SYSTEM, data={"signers": signers})
    bus.publish("signing.completed", about=signing, by=SYSTEM, data={"signers": signers}, once=True)
    queue_end_mails(signing, "completed", SYSTEM)
    jobs.queue("seal_trail", trail_id=signing.trail.id)


def cancel(
    signing: Signing,
    *,
    at: datetime,
    by: Actor,
    reason: str | None,
    event: str = "voided",
    recorded: Mapping[str, Any] | None = None,
) -> None:
    """End the locked package without completion; `event` is what its trail says, if it has one.

    `recorded`: what the trail says in addition to the reason.
    """
    signing.status, signing.cancelled_at = SIGNING.after(signing.status, "cancelled"), at
    signing.cancel_reason = reason
    rows.save(signing, "status", "cancelled_at", "cancel_reason", at=at)
    if signing.trail:
        trail.append(signing.trail, event, at=at, by=by, data={"reason": reason, **(recorded or {})})
        queue_end_mails(signing, event, by)
    bus.publish("signing.cancelled", about=signing, by=by, data={"reason": reason})


def queue_end_mails(signing: Signing, verb: str, by: Actor) -> None:
    """One mail for each who is to be told that the locked package was completed, declined, voided, or has expired.

    Not for who did it. Signers get one where they were mailed before; of completion they are not told here.
    """
    for user_id in senders(signing.location.company.organization_id, signing.created_by_id):
        if user_id != by.user_id:
            jobs.queue("mail_package_end_to_sender", signing_id=signing.pk, verb=verb, user_id=user_id)
    if verb == "completed":
        return
    for signer in signing.signers.filter(notified_at__isnull=False):
        if by.kind != "signer" or by.id != str(signer.pk):
            jobs.queue("mail_package_end_to_signer", signer_id=signer.pk, verb=verb)


def edited(signing: Signing, *fields: str, by: Actor) -> None:
    """Write these columns of a locked draft, and tell that it was changed."""
    rows.save(signing, *fields)
    bus.publish("signing.updated", about=signing, by=by)
