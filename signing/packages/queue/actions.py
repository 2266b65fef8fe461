"""What signers do, each under the lock of the package."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.marks.drawings import Drawing
from safeclose.records import ids, rows
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Forbidden, Unknown
from signing.ceremony import marks
from signing.ceremony.disclosure import Disclosure
from signing.ceremony.senders import senders
from signing.evidence import trail
from signing.packages.documents.models import SigningDocument
from signing.packages.package import steps
from signing.packages.package.lifecycle import PACKAGE_SIGNER, SIGNING
from signing.packages.package.models import Signing
from signing.packages.signers.models import ESignature, PackageSigner
from signing.packages.signings.actions import TIME_IS_UP
from workspace.events import bus
from workspace.events.models import Event
from workspace.identity.emails import folded
from workspace.models import Location, User

ANOTHER_ADDRESS = (
    "This package is addressed to another e-mail address than the one that is verified for your account now. "
    "Verify that address in your account, or ask the sender to address the package to your present one."
)
MAX_DRAWN_IN = 10  # events: whoever signs in another way each time is not looked up without end
ONE_MAIL_IN = timedelta(days=1)  # to the sender, however often a signer tries


class AnotherAddress(Conflict):
    """The account's verified e-mail address is not the signer's, at the moment of signing."""


class Turn(NamedTuple):
    """A signer of a sent package, under its lock."""

    signing: Signing
    signer: PackageSigner
    at: datetime


@action
def open_package(*, signing_id: int, user_id: int, by: Actor) -> None:
    """The signer looks at the package; recorded the first time, while there is something to sign."""
    turn = _turn(signing_id, user_id)
    if turn.signing.is_open_at(turn.at) and PACKAGE_SIGNER.allows(turn.signer.status, "opened"):
        _advance(turn, "opened", by, {}, "viewed_at")
        _publish("signing.opened", turn, by)


def sign(
    *,
    signing_id: int,
    document_id: int,
    user_id: int,
    adoption: Mapping[str, Any],
    batch: Sequence[Mapping[str, Any]] = (),
    disclosure: Disclosure,
    by: Actor,
) -> ESignature:
    """The signer consents and signs the exact bytes of one document; the last required signature completes the package.

    `adoption`: how they sign, as arguments of `ceremony.marks.adopt`, with a `signature_text`. `batch`: what they put
    on the pages in person, see `ceremony.marks.put`.

    Raises Unknown for a package or document that is not the signer's to see, Forbidden for a document that is not
    theirs to sign, Conflict where it is signed already, the package is not active, or a required text or checkbox is
    missing, AnotherAddress where the account's verified e-mail address is not the signer's any more, Invalid for marks
    that are not theirs or can't be drawn.
    """
    signer = found(PackageSigner.objects.all(), signing=signing_id, user=user_id)
    document = found(SigningDocument.objects.filter(signing=signing_id), id=document_id)
    own = document.marks_of(signer.pk)
    marks.refuse_unprintable(batch)
    values = marks.put(own, {}, batch).values
    is_drawn = own or "signature_strokes" in adoption
    adopted = marks.adopt(signer.name, **adoption, values=values) if is_drawn else None
    whose: Any = {"signing_id": signing_id, "document_id": document_id, "user_id": user_id}
    return _sign(
        **whose,
        signature_text=adoption["signature_text"],
        adopted=adopted,
        batch=batch,
        disclosure=disclosure,
        by=by,
    )


@action
def _sign(
    *,
    signing_id: int,
    document_id: int,
    user_id: int,
    signature_text: str,
    adopted: marks.Adopted | None,
    batch: Sequence[Mapping[str, Any]],
    disclosure: Disclosure,
    by: Actor,
) -> ESignature:
    turn = _turn(signing_id, user_id)
    document = found(turn.signing.documents.all(), id=document_id)
    if not _own(turn).filter(pk=document.pk).exists():
        raise Forbidden("You are not asked to sign this document.")
    _refuse_late(turn, document)
    _refuse_another_address(turn, user_id)
    if turn.signer.consented_at is None:
        data = {"disclosureSha256": disclosure.sha256, "language": disclosure.language}
        _advance(turn, "consented", by, data, "consented_at")
    if batch:
        _put(turn, document, batch, by)
    signature = _signed(turn, document, signature_text, adopted, by)
    _finish(turn, by)
    return signature


@action
def refuse_another_address(*, signing_id: int, user_id: int, by: Actor) -> None:
    """Tell that someone tried to sign whose verified e-mail address is another one now; the sender is written to.

    A step of its own, after `sign` has written nothing.
    """
    turn = _turn(signing_id, user_id)
    signer = turn.signer
    tried = Event.objects.filter(
        type="signing.signature_refused",
        id__gte=ids.first_since("evt", clock.now() - ONE_MAIL_IN),
        subject_id=str(turn.signing.pk),
        data__signerId=str(signer.pk),
    )
    if not tried.exists():
        location = Location.objects.select_related("company").get(pk=turn.signing.location_id)
        for sender in senders(location.company.organization_id, turn.signing.created_by_id):
            jobs.queue("notify_sender", signer_id=signer.pk, user_id=sender)
    _publish("signing.signature_refused", turn, by)


def _publish(type: str, turn: Turn, by: Actor) -> None:
    bus.publish(type, about=turn.signing, by=by, data={"signerId": str(turn.signer.pk)})


def _turn(signing_id: int, user_id: int) -> Turn:
    signing = steps.lock(signing_id)
    signer = found(signing.signers.all(), user_id=user_id)
    if signing.trail is None:
        raise Unknown
    return Turn(signing, signer, trail.instant(signing.trail))


def _refuse_late(turn: Turn, document: SigningDocument) -> None:
    SIGNING.after(turn.signing.status, "signed")
    if not turn.signing.is_open_at(turn.at):
        raise Conflict(TIME_IS_UP)
    if document.signatures.filter(signer=turn.signer).exists():
        raise Conflict("You have signed this document already.")


def _refuse_another_address(turn: Turn, user_id: int) -> None:
    """The user is locked: Clerk's word of another address comes before the signature, or after it."""
    user = locked(User.objects.all(), whole=False, id=user_id)
    if not (user.is_active and user.email_verified and folded(user.email) == turn.signer.folded_email):
        raise AnotherAddress(ANOTHER_ADDRESS)


def _advance(turn: Turn, verb: str, by: Actor, data: dict[str, str], column: str) -> None:
    signer = turn.signer
    signer.status = PACKAGE_SIGNER.after(signer.status, verb)
    setattr(signer, column, turn.at)
    signer.save(update_fields=["status", column])
    assert turn.signing.trail is not None
    trail.append(turn.signing.trail, verb, at=turn.at, by=by, data=data)


def _put(turn: Turn, document: SigningDocument, batch: Sequence[Mapping[str, Any]], by: Actor) -> None:
    signer, its_trail = turn.signer, turn.signing.trail
    assert its_trail is not None
    put = marks.put(document.marks_of(signer.pk), signer.put_in(document), batch)
    signer.put_marks = {**signer.put_marks, str(document.pk): put.values}
    signer.save(update_fields=["put_marks"])
    trail.append(its_trail, "marked", at=turn.at, by=by, data={**_named(document), **put.data})


def _named(document: SigningDocument) -> dict[str, Any]:
    return {"documentId": str(document.pk), "documentSha256": document.file_sha256}


def _signed(
    turn: Turn, document: SigningDocument, signature_text: str, adopted: marks.Adopted | None, by: Actor
) -> ESignature:
    assert turn.signing.trail is not None
    data = {"signatureText": signature_text, **_named(document)}
    if adopted:
        own, values = document.marks_of(turn.signer.pk), turn.signer.put_in(document)
        timezone, seq = trail.timezone(turn.signing.trail), turn.signing.trail.length + 1
        before = _drawn_before(turn)
        data |= marks.signed_data(own, values, adopted, at=turn.at, timezone=timezone, seq=seq, before=before)
        if marks.draws(data):
            turn.signer.drawn_in = [*turn.signer.drawn_in, seq][-MAX_DRAWN_IN:]
            turn.signer.save(update_fields=["drawn_in"])
    event = trail.append(turn.signing.trail, "signed", at=turn.at, by=by, data=data)
    return ESignature.objects.create(
        signer=turn.signer,
        document=document,
        signature_text=signature_text,
        signed_at=turn.at,
        event_hash=event.chain_hash,
    )


def _drawn_before(turn: Turn) -> dict[Drawing, tuple[int, int]]:
    assert turn.signing.trail is not None
    events = trail.revealed(turn.signing.trail, turn.signer.drawn_in) if turn.signer.drawn_in else []
    return marks.drawn_before(events)


def _finish(turn: Turn, by: Actor) -> None:
    """Whether this signature was the signer's last that counts, and then whether it was the package's."""
    signing, signer = turn.signing, turn.signer
    if signer.status != PackageSigner.Status.SIGNED and not _left(turn):
        signer.status, signer.completed_at = PACKAGE_SIGNER.after(signer.status, "signed"), turn.at
        signer.save(update_fields=["status", "completed_at"])
        _publish("signing.signer_completed", turn, by)
    waiting = signing.signers.exclude(status=PackageSigner.Status.SIGNED)
    if waiting.filter(Q(signs_all=True) | Q(assignments__document__required=True)).exists():
        signing.status = SIGNING.after(signing.status, "signed")
        rows.save(signing, at=turn.at)
    else:
        signers = ESignature.objects.filter(signer__signing=signing).values("signer").distinct().count()
        steps.complete(signing, at=turn.at, signers=signers)


def _left(turn: Turn) -> bool:
    """Whether the signer has still to sign: of the required documents, or, asked for none of these, of the others."""
    own = _own(turn)
    counting = own.filter(required=True) if own.filter(required=True).exists() else own
    return bool(counting.exclude(signatures__signer=turn.signer).exists())


def _own(turn: Turn) -> QuerySet[SigningDocument]:
    every: QuerySet[SigningDocument] = turn.signing.documents.all()
    return every if turn.signer.signs_all else every.filter(assignments__signer=turn.signer)
