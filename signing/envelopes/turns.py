"""Turns of the signers of an envelope."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet

from safeclose import jobs
from safeclose.actors import SYSTEM, Actor
from safeclose.records import rows
from safeclose.records.prepared import Given, Prepared
from safeclose.refusals import Unknown
from signing.ceremony.models import Presented
from signing.ceremony.turns import Turn, is_signed_by_all
from signing.envelopes import steps
from signing.envelopes.lifecycle import ENVELOPE, EnvelopeStatus
from signing.envelopes.models import Envelope, Signer
from signing.evidence import trail
from signing.evidence.models import TrailEvent

# All is locked by one statement, the envelope first. Signers without a lock of their own would be as they were
# before it waited for the envelope.
LOCKED: Prepared[Signer] = Prepared(
    lambda: (
        Signer.objects.filter(envelope=Given("envelope_id", Envelope._meta.pk))
        .select_related("envelope__trail")
        .select_for_update(of=("envelope", "envelope__trail", "self"))
    )
)


class EnvelopeTurn(Turn):
    """A signer of an envelope; the subject is the envelope."""

    noun: ClassVar[str] = "envelope"
    family: ClassVar[str] = "envelope"

    @classmethod
    def locked(cls, signer: Any) -> "EnvelopeTurn":
        signers = LOCKED.rows(envelope_id=signer.envelope_id)
        if not signers:
            raise Unknown
        return cls._of(signers[0].envelope, signers, signer.pk)

    @classmethod
    def within(cls, envelope: Envelope, signer_id: str) -> "EnvelopeTurn":
        """The same for an envelope that is locked. Raises Unknown for another envelope's signer."""
        return cls._of(envelope, list(envelope.signers.all()), signer_id)

    @classmethod
    def _of(cls, envelope: Envelope, signers: list[Signer], signer_id: str) -> "EnvelopeTurn":
        for one in signers:
            one.envelope = envelope
        signer = next((one for one in signers if one.pk == signer_id), None)
        if signer is None:
            raise Unknown
        return cls(envelope, signer, signers, trail.instant(envelope.trail))

    @classmethod
    def rows(cls) -> "QuerySet[Signer]":
        rows: QuerySet[Signer] = Signer.objects.select_related("envelope__organization", "envelope__trail__seal")
        return rows

    @property
    def mode(self) -> str:
        return str(self.subject.mode)

    @property
    def is_mailed(self) -> bool:
        return bool(self.subject.delivery == Envelope.Delivery.EMAIL)

    @property
    def creator_id(self) -> int | None:
        creator: int | None = self.subject.created_by_id
        return creator

    @property
    def is_completed(self) -> bool:
        return bool(self.subject.status == EnvelopeStatus.COMPLETED)

    def queue_mail(self, occasion: str) -> None:
        jobs.queue("mail_link", signer_id=self.signer.pk, occasion=occasion)

    def names(self, document: Presented) -> dict[str, Any]:
        return {}

    def keep_marks(self, document: Presented, values: Mapping[str, Any]) -> None:
        self.signer.put_marks = dict(values)
        rows.save(self.signer, "put_marks")

    def keep_signature(self, document: Presented, signature_text: str, event: TrailEvent, by: Actor) -> bool:
        envelope, signer = self.subject, self.signer
        signer.signature_text = signature_text
        rows.save(signer, "signature_text", *signer.step("signed", self.at))
        self.publish("envelope.signed", by)
        if is_signed_by_all(self.signers):
            steps.complete(envelope, at=self.at, by=SYSTEM, signers=len(self.signers))
        else:
            envelope.status = ENVELOPE.after(envelope.status, "signed")
            rows.save(envelope, "status")
            steps.queue_links(envelope, self.signers)
        return True

    def end_declined(self, reason: str | None, recorded: Mapping[str, Any], by: Actor) -> None:
        steps.end(self.subject, "declined", at=self.at, by=by, reason=reason, recorded=recorded)
