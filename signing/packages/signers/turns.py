"""Turns of the signers of a package, whether they sign by link or by account."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Max, Q, QuerySet

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.marks.drawings import Drawing
from safeclose.records import rows
from safeclose.records.prepared import Given, Prepared
from safeclose.refusals import Unknown
from signing.ceremony import marks
from signing.ceremony.models import Presented
from signing.ceremony.turns import Turn
from signing.evidence import trail
from signing.evidence.models import TrailEvent
from signing.packages.documents.models import SigningDocument
from signing.packages.package import steps
from signing.packages.package.lifecycle import PACKAGE_SIGNER, SIGNING
from signing.packages.package.models import Signing
from signing.packages.signers import following
from signing.packages.signers.models import ESignature, PackageSigner, Upload
from signing.packages.uploads import StoredPdf

# What packages call the delivery of links: there is no other way.
PARALLEL, SEQUENTIAL = "parallel", "sequential"
MAX_DRAWN_IN = 10  # events: whoever signs in another way each time is not looked up without end


# All is locked by one statement, the package first. Signers without a lock of their own would be as they were
# before it waited for the package. Only what was sent has a trail, with an event at least.
LOCKED: Prepared[PackageSigner] = Prepared(
    lambda: (
        PackageSigner.objects.filter(signing=Given("signing_id", Signing._meta.pk), signing__trail__length__gte=1)
        .select_related("signing__trail")
        .select_for_update(of=("signing", "signing__trail", "self"))
        .order_by("pk")
    )
)


@dataclass(frozen=True)
class PackageTurn(Turn):
    """A signer of a package that was sent; the subject is the package.

    `before`: what was reached of its plan when it was locked, see `following.reached`.
    """

    before: Set[tuple[str, int]]

    noun: ClassVar[str] = "package"
    family: ClassVar[str] = "signing"

    @classmethod
    def locked(cls, signer: Any) -> "PackageTurn":
        return cls.within(signer.signing_id, pk=signer.pk)

    @classmethod
    def within(cls, signing_id: int, **whose: Any) -> "PackageTurn":
        """The turn of the signer whom `whose` finds (`pk`, `user_id`). Raises Unknown, also for drafts."""
        signers = LOCKED.rows(signing_id=signing_id)
        signer = next((one for one in signers if all(getattr(one, key) == value for key, value in whose.items())), None)
        if signer is None or signer.signing.trail is None:
            raise Unknown
        signing = signer.signing
        for one in signers:
            one.signing = signing
        return cls(signing, signer, signers, trail.instant(signer.signing.trail), following.reached(signing))

    @classmethod
    def rows(cls) -> "QuerySet[PackageSigner]":
        rows: QuerySet[PackageSigner] = PackageSigner.objects.select_related(
            "signing__location__company__organization", "signing__trail__seal"
        )
        return rows

    @property
    def mode(self) -> str:
        plan = following.plan_of(self.subject)
        return SEQUENTIAL if plan and plan.has_waiting else PARALLEL

    @property
    def is_mailed(self) -> bool:
        return True

    @property
    def creator_id(self) -> int | None:
        creator: int | None = self.subject.created_by_id
        return creator

    @property
    def is_completed(self) -> bool:
        return bool(self.subject.status == Signing.Status.COMPLETE)

    def call_next(self) -> None:
        """Mail the others whose turn has come by what was just done and saved."""
        following.call_next(self.signer, self.before)

    def advance(self, verb: str, by: Actor, data: Mapping[str, Any]) -> TrailEvent:
        if verb == "authenticated":
            following.refuse_link(self.signer)
        event = super().advance(verb, by, data)
        self.call_next()
        return event

    def sign(self, document: Presented, signature_text: str, adopted: "marks.Adopted | None", by: Actor) -> TrailEvent:
        following.refuse_out_of_turn(self.signer, int(document.id))
        return super().sign(document, signature_text, adopted, by)

    def queue_mail(self, occasion: str) -> None:
        jobs.queue("notify_signer", signer_id=self.signer.pk, occasion=occasion)

    def names(self, document: Presented) -> dict[str, Any]:
        return {"documentId": document.id, "documentSha256": document.sha256}

    def keep_marks(self, document: Presented, values: Mapping[str, Any]) -> None:
        self.signer.put_marks = {**self.signer.put_marks, document.id: dict(values)}
        rows.save(self.signer, "put_marks")

    def keep_signature(self, document: Presented, signature_text: str, event: TrailEvent, by: Actor) -> bool:
        self.create_signature(document, signature_text, event)
        return self.finish(by)

    def create_signature(self, document: Presented, signature_text: str, event: TrailEvent) -> ESignature:
        """The signature that an event of the trail tells of."""
        signature: ESignature = ESignature.objects.create(
            signer=self.signer,
            document_id=int(document.id),
            signature_text=signature_text,
            signed_at=self.at,
            event_hash=event.chain_hash,
        )
        return signature

    def upload(self, number: int, title: str, pdf: StoredPdf, by: Actor) -> tuple[SigningDocument, TrailEvent]:
        """The signer adds a file in a step of the plan (`following.refuse_upload` has let them); `finish` follows."""
        signing = self.subject
        last = signing.documents.aggregate(last=Max("position"))["last"] or 0
        document: SigningDocument = SigningDocument.objects.create(
            signing=signing,
            position=last + 1,
            title=title,
            required=False,
            **pdf.columns,
            marks=[],
        )
        told = {"documentId": str(document.pk), "documentSha256": pdf.sha256, "receivedSha256": pdf.received_sha256}
        event = self.record("uploaded", by, {"step": number, "title": title, "pageCount": pdf.page_count, **told})
        Upload.objects.create(
            signer=self.signer, document=document, step=number, uploaded_at=self.at, event_hash=event.chain_hash
        )
        self.publish("signing.file_added", by, documentId=str(document.pk), sha256=pdf.sha256)
        return document, event

    def finish(self, by: Actor) -> bool:
        """Whether the signer is done. The package is complete if this signature or file was the last that counts."""
        signing, signer = self.subject, self.signer
        if signer.status != PackageSigner.Status.SIGNED and not self._left():
            signer.status, signer.completed_at = PACKAGE_SIGNER.after(signer.status, "signed"), self.at
            rows.save(signer, "status", "completed_at")
            self.publish("signing.signer_completed", by)
        waiting = signing.signers.exclude(status=PackageSigner.Status.SIGNED)
        counting = Q(signs_all=True) | Q(assignments__document__required=True)
        if waiting.filter(counting).exists() or following.waits_for_files(signing):
            signing.status = SIGNING.after(signing.status, "signed")
            rows.save(signing, at=self.at)
            self.call_next()
        else:
            signers = ESignature.objects.filter(signer__signing=signing).values("signer").distinct().count()
            steps.complete(signing, at=self.at, signers=signers)
        return bool(signer.status == PackageSigner.Status.SIGNED)

    def end_declined(self, reason: str | None, recorded: Mapping[str, Any], by: Actor) -> None:
        steps.cancel(self.subject, at=self.at, by=by, reason=reason, event="declined", recorded=recorded)

    def drawn_before(self) -> dict[Drawing, tuple[int, int]]:
        events = trail.revealed(self.trail, self.signer.drawn_in) if self.signer.drawn_in else []
        return marks.drawn_before(events)

    def keep_drawn(self, seq: int) -> None:
        self.signer.drawn_in = [*self.signer.drawn_in, seq][-MAX_DRAWN_IN:]
        rows.save(self.signer, "drawn_in")

    def _left(self) -> bool:
        """Whether the signer has still to add a file, or to sign: of the required documents; asked for none of these,
        of the others.
        """
        if following.has_to_upload(self.signer):
            return True
        own = self.signer.documents()
        counting = own.filter(required=True) if own.filter(required=True).exists() else own
        return bool(counting.exclude(signatures__signer=self.signer).exists())
