"""What is written about the mails that bring links and copies."""

from datetime import datetime, timedelta

from django.conf import settings

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Unknown
from signing.envelopes import steps
from signing.envelopes.models import Envelope, Signer
from signing.evidence import trail
from workspace.events import bus


@action
def queue_reminder(*, signer_id: str, now: datetime) -> bool:
    """Queue a reminder for a signer who is due for one, and count it; whether so. Never twice for one due day."""
    signer = steps.lock_signer(signer_id)
    if not Signer.objects.to_mail().filter(pk=signer_id).exists() or not _is_due(signer, now):
        return False
    signer.reminders += 1
    signer.save(update_fields=["reminders"])
    jobs.queue("mail_link", signer_id=signer.id, occasion="reminder")
    return True


@action
def resend(*, envelope_id: str, signer_id: str, by: Actor) -> None:
    """Mail a signer one more link; earlier ones stay good. Raises Conflict where the service mails none, or not now."""
    envelope = _mailed(envelope_id)
    signers = list(envelope.signers.all())
    signer = next((one for one in signers if one.pk == signer_id), None)
    if signer is None:
        raise Unknown
    _refuse_unless_waiting(envelope, signer, signers)
    jobs.queue("mail_link", signer_id=signer.id, occasion="asked")
    bus.publish("envelope.resent", about=envelope, by=by, data={"signerId": signer.id})


@action
def remind(*, envelope_id: str, by: Actor) -> int:
    """Mail a reminder to each signer whose turn it is; how many. It does not count as one that REMINDER_DAYS asks for.

    Raises Conflict where there is nobody to remind.
    """
    envelope = _mailed(envelope_id)
    signers = list(envelope.signers.all())
    waiting = [one for one in signers if _waits(envelope, one, signers)]
    if not waiting:
        raise Conflict(
            "There is nobody to remind: the envelope has ended, or nobody has an address, or their links are locked."
        )
    for signer in waiting:
        jobs.queue("mail_link", signer_id=signer.id, occasion="reminder")
    bus.publish("envelope.reminded", about=envelope, by=by, data={"signers": len(waiting)})
    return len(waiting)


def _mailed(envelope_id: str) -> Envelope:
    envelope = steps.lock(Envelope.objects.all(), envelope_id)
    if envelope.delivery != Envelope.Delivery.EMAIL:
        raise Conflict("The sender of this envelope brings the links to its signers; the service mails none.")
    return envelope


def _refuse_unless_waiting(envelope: Envelope, signer: Signer, signers: list[Signer]) -> None:
    if not signer.email:
        raise Conflict("The signer has no e-mail address to mail the link to.")
    if signer.locked_at is not None:
        raise Conflict("The signer's links are locked. A fresh link opens the way again.")
    if not _waits(envelope, signer, signers):
        raise Conflict("It is not this signer's turn, or there is nothing left to sign.")


def _waits(envelope: Envelope, signer: Signer, signers: list[Signer]) -> bool:
    may_act = signer.locked_at is None and signer.may_act(trail.instant(envelope.trail))
    return bool(signer.email) and may_act and signer.is_turn(signers)


def due(now: datetime) -> list[str]:
    """Signers to be reminded: so many days after the first mail as REMINDER_DAYS says."""
    if not settings.REMINDER_DAYS:
        return []
    heard = now - timedelta(days=min(settings.REMINDER_DAYS))
    waiting = Signer.objects.to_mail().filter(link_mailed_at__lte=heard, reminders__lt=len(settings.REMINDER_DAYS))
    return [signer.id for signer in waiting.iterator() if _is_due(signer, now)]


def _is_due(signer: Signer, now: datetime) -> bool:
    days = sorted(settings.REMINDER_DAYS)
    if signer.link_mailed_at is None or signer.reminders >= len(days):
        return False
    return signer.link_mailed_at + timedelta(days=days[signer.reminders]) <= now


@action
def queue_copies(*, trail_id: str) -> None:
    """Mail the sealed document to everyone who signed it, where the service delivers."""
    envelope = Envelope.objects.filter(trail_id=trail_id, delivery=Envelope.Delivery.EMAIL).first()
    if envelope is None:
        return
    waiting = envelope.signers.filter(email__isnull=False, copy_mailed_at=None, signed_at__isnull=False)
    for signer_id in waiting.values_list("pk", flat=True):
        jobs.queue("mail_copy", signer_id=signer_id)
