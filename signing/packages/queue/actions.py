"""What signers do, each under the lock of the package."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from safeclose.actors import Actor
from safeclose.refusals import Conflict, Forbidden, Unknown
from safeclose.rows import found
from safeclose.transactions import action
from signing.envelopes.disclosure import Disclosure
from signing.evidence import trail
from signing.packages.documents.models import SigningDocument
from signing.packages.lifecycle import PACKAGE_SIGNER, SIGNING
from signing.packages.signers.models import ESignature, PackageSigner
from signing.packages.signings import steps
from signing.packages.signings.actions import TIME_IS_UP
from signing.packages.signings.models import Signing

Origin = Callable[[PackageSigner], Actor]


class Turn(NamedTuple):
    """A signer of a sent package, under its lock."""

    signing: Signing
    signer: PackageSigner
    at: datetime


@action
def open_package(*, signing_id: int, user_id: int, by: Origin) -> None:
    """The signer looks at the package; recorded the first time, while there is something to sign."""
    turn = _turn(signing_id, user_id)
    if turn.signing.is_open_at(turn.at) and PACKAGE_SIGNER.allows(turn.signer.status, "opened"):
        _advance(turn, "opened", by, {}, "viewed_at")


@action
def sign(
    *, signing_id: int, document_id: int, user_id: int, signature_text: str, disclosure: Disclosure, by: Origin
) -> ESignature:
    """The signer consents and signs the exact bytes of one document; the last required signature completes the package.

    Raises Unknown for a package or document that is not the signer's to see, Forbidden for a document that is not
    theirs to sign, Conflict where it is signed already or the package is not active.
    """
    turn = _turn(signing_id, user_id)
    document = found(turn.signing.documents.all(), id=document_id)
    if not _own(turn).filter(pk=document.pk).exists():
        raise Forbidden("You are not asked to sign this document.")
    _refuse_late(turn, document)
    if turn.signer.consented_at is None:
        data = {"disclosureSha256": disclosure.sha256, "language": disclosure.language}
        _advance(turn, "consented", by, data, "consented_at")
    signature = _signed(turn, document, signature_text, by)
    _finish(turn)
    return signature


def _turn(signing_id: int, user_id: int) -> Turn:
    signing = steps.lock(signing_id)
    signer = found(signing.signers.all(), user_id=user_id)
    if signing.trail is None:
        raise Unknown
    return Turn(signing, signer, trail.instant(signing.trail))


def _refuse_late(turn: Turn, document: SigningDocument) -> None:
    if turn.signing.status != Signing.Status.ACTIVE:
        raise Conflict(f"The package is {turn.signing.status}, so it can't be signed.")
    if not turn.signing.is_open_at(turn.at):
        raise Conflict(TIME_IS_UP)
    if document.signatures.filter(signer=turn.signer).exists():
        raise Conflict("You have signed this document already.")


def _advance(turn: Turn, verb: str, by: Origin, data: dict[str, str], column: str) -> None:
    signer = turn.signer
    signer.status = PACKAGE_SIGNER.after(signer.status, verb)
    setattr(signer, column, turn.at)
    signer.save(update_fields=["status", column])
    assert turn.signing.trail is not None
    trail.append(turn.signing.trail, verb, at=turn.at, by=by(signer), data=data)


def _signed(turn: Turn, document: SigningDocument, signature_text: str, by: Origin) -> ESignature:
    data = {
        "signatureText": signature_text,
        "documentId": str(document.pk),
        "documentSha256": document.file_sha256,
    }
    assert turn.signing.trail is not None
    event = trail.append(turn.signing.trail, "signed", at=turn.at, by=by(turn.signer), data=data)
    return ESignature.objects.create(
        signer=turn.signer,
        document=document,
        signature_text=signature_text,
        signed_at=turn.at,
        event_hash=event.chain_hash,
    )


def _finish(turn: Turn) -> None:
    """Whether this signature was the signer's last that counts, and then whether it was the package's."""
    signing, signer = turn.signing, turn.signer
    if signer.status != PackageSigner.Status.SIGNED and not _left(turn):
        signer.status, signer.completed_at = PACKAGE_SIGNER.after(signer.status, "signed"), turn.at
        signer.save(update_fields=["status", "completed_at"])
    waiting = signing.signers.exclude(status=PackageSigner.Status.SIGNED)
    if waiting.filter(Q(signs_all=True) | Q(assignments__document__required=True)).exists():
        signing.status = SIGNING.after(signing.status, "signed")
        steps.save(signing, at=turn.at)
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
