"""What signers do, each under the lock of the package."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records import ids, rows
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Forbidden, Unknown
from signing.ceremony import marks
from signing.ceremony.disclosure import Disclosure
from signing.ceremony.models import Presented
from signing.ceremony.public_actions import SIGNED_ALREADY
from signing.ceremony.senders import senders
from signing.packages.documents.models import SigningDocument
from signing.packages.package.lifecycle import PACKAGE_SIGNER, SIGNING
from signing.packages.signers.following import refuse_account, refuse_out_of_turn, refuse_upload
from signing.packages.signers.models import ESignature, PackageSigner
from signing.packages.signers.turns import PackageTurn
from signing.packages.signings.actions import TIME_IS_UP
from signing.packages.uploads import StoredPdf
from workspace.events.models import Event
from workspace.identity.emails import folded
from workspace.models import Location, User

ANOTHER_ADDRESS = (
    "This package is addressed to another e-mail address than the one that is verified for your account now. "
    "Verify that address in your account, or ask the sender to address the package to your present one."
)
ONE_MAIL_IN = timedelta(days=1)  # to the sender, however often a signer tries


class AnotherAddress(Conflict):
    """The account's verified e-mail address is not the signer's, at the moment of signing."""


@action
def open_package(*, signing_id: int, user_id: int, by: Actor) -> None:
    """The signer looks at the package; recorded the first time, on their turn, while there is something to sign."""
    turn = PackageTurn.within(signing_id, user_id=user_id)
    if not turn.subject.is_open_at(turn.at) or not turn.is_now():
        return
    if PACKAGE_SIGNER.allows(turn.signer.status, "opened"):
        rows.save(turn.signer, *turn.signer.step("opened", turn.at))
        turn.record("opened", by, {})
        turn.publish("signing.opened", by)
        turn.call_next()


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
    turn = PackageTurn.within(signing_id, user_id=user_id)
    found(turn.subject.documents.all(), id=document_id)
    try:
        document = turn.document(str(document_id))
    except Unknown as error:
        raise Forbidden("You are not asked to sign this document.") from error
    _refuse_late(turn, document)
    refuse_account(turn.signer)
    refuse_out_of_turn(turn.signer)
    _refuse_another_address(turn, user_id)
    _identify(turn, by)
    _consent(turn, disclosure, by)
    if batch:
        turn.put_marks(document, batch, by)
        document = turn.document(document.id)
    signature = turn.create_signature(document, signature_text, turn.sign(document, signature_text, adopted, by))
    turn.finish(by)
    return signature


@action
def upload(
    *, signing_id: int, user_id: int, step: int, title: str, pdf: StoredPdf, disclosure: Disclosure, by: Actor
) -> SigningDocument:
    """The signer consents, and adds a file in the step of this number, for good.

    Raises Unknown, Conflict and AnotherAddress as `sign` does, and Conflict unless the step asks them for a file now.
    """
    turn = PackageTurn.within(signing_id, user_id=user_id)
    _refuse_ended(turn, "uploaded")
    refuse_account(turn.signer)
    refuse_upload(turn.signer, step)
    _refuse_another_address(turn, user_id)
    _identify(turn, by)
    _consent(turn, disclosure, by)
    document, _ = turn.upload(step, title, pdf, by)
    turn.finish(by)
    return document


@action
def refuse_another_address(*, signing_id: int, user_id: int, by: Actor) -> None:
    """Tell that someone tried to sign whose verified e-mail address is another one now; the sender is written to.

    A step of its own, after `sign` has written nothing.
    """
    turn = PackageTurn.within(signing_id, user_id=user_id)
    signer = turn.signer
    tried = Event.objects.filter(
        type="signing.signature_refused",
        id__gte=ids.first_since("evt", clock.now() - ONE_MAIL_IN),
        subject_id=str(turn.subject.pk),
        data__signerId=str(signer.pk),
    )
    if not tried.exists():
        location = Location.objects.select_related("company").get(pk=turn.subject.location_id)
        for sender in senders(location.company.organization_id, turn.creator_id):
            jobs.queue("notify_sender", signer_id=signer.pk, user_id=sender)
    turn.publish("signing.signature_refused", by)


def _refuse_ended(turn: PackageTurn, verb: str) -> None:
    SIGNING.after(turn.subject.status, verb)
    if not turn.subject.is_open_at(turn.at):
        raise Conflict(TIME_IS_UP)


def _refuse_late(turn: PackageTurn, document: Presented) -> None:
    _refuse_ended(turn, "signed")
    if document.is_signed:
        raise Conflict(SIGNED_ALREADY)


def _refuse_another_address(turn: PackageTurn, user_id: int) -> None:
    """The user is locked: Clerk's word of another address comes before the signature, or after it."""
    user = locked(User.objects.all(), whole=False, id=user_id)
    if not (user.is_active and user.email_verified and folded(user.email) == turn.signer.folded_email):
        raise AnotherAddress(ANOTHER_ADDRESS)


def _identify(turn: PackageTurn, by: Actor) -> None:
    """From here on the signer acts by their account, which the certificate names in place of a link's identification.

    Whoever holds their link has to be identified anew.
    """
    if turn.signer.account_at is None:
        rows.change(turn.signer, {"account_at": turn.at, "authenticated_at": None})
        turn.record("authenticated", by, {"method": "account"})


def _consent(turn: PackageTurn, disclosure: Disclosure, by: Actor) -> None:
    if turn.signer.consented_at is None:
        rows.save(turn.signer, *turn.signer.step("consented", turn.at))
        turn.record("consented", by, {"disclosureSha256": disclosure.sha256, "language": disclosure.language})
