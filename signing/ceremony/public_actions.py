"""What signers do, each by their own link. Every one of these happens under the lock of what is signed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safeclose.actors import Actor
from safeclose.records.rows import save
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Conflict, Gone, Unknown
from signing.ceremony import links, marks
from signing.ceremony.disclosure import Disclosure
from signing.ceremony.identification import challenges
from signing.ceremony.identification.methods import CHANNELS
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import Link, Presented
from signing.ceremony.turns import Turn, document_of, locked_turn, present_turn, turn_of, unlocked_turn
from signing.evidence.models import TrailEvent

SIGNED_ALREADY = "You have signed this document already."


class Signed(NamedTuple):
    """What a signer is told after signing a document.

    copy_token    opens their copy once they are done, and is not kept; None where more is to be signed
    is_completed  whether nobody has anything left to sign
    """

    signer: Any
    event: TrailEvent
    completed: bool
    copy_token: str | None


@action
def open_link(*, link: Link, by: Actor) -> Turn:
    """The signer looks at what there is to sign; recorded the first time, when it is their turn."""
    turn = turn_of(link)
    if turn.is_now() and SIGNER.allows(turn.signer.link_status, "opened"):
        turn.advance("opened", by, {})
        turn.publish(f"{turn.family}.opened", by)
    return turn


@action
def authenticate(*, link: Link, says_verified: bool, by: Actor) -> Any:
    """The signer is who was asked, as far as their method proves: a link proves that they have it.

    Other methods need a challenge that this server saw met; `says_verified` alone is never believed. Raises
    Forbidden `code_not_verified`, and Conflict while the signer's links are locked.
    """
    turn = unlocked_turn(link)
    proof = challenges.use(turn, says_verified=says_verified)
    turn.advance("authenticated", by, {"method": turn.signer.auth_method, **proof})
    return turn.signer


@action
def consent(*, link: Link, disclosure: Disclosure, by: Actor) -> Any:
    """The signer agrees to do this electronically, to the words of `disclosure`."""
    turn = present_turn(link)
    turn.advance("consented", by, {"disclosureSha256": disclosure.sha256, "language": disclosure.language})
    return turn.signer


def put_marks(*, link: Link, batch: Sequence[Mapping[str, Any]], document_id: str | None = None, by: Actor) -> Any:
    """The signer puts marks on the pages of a document: all of `batch` (see `ceremony.marks.put`), or none.

    Raises Invalid for a mark that is not theirs, for a value that it does not take, and for letters that no font has;
    Unknown for a document that is not theirs.
    """
    assert_no_transaction()
    marks.refuse_unprintable(batch)
    return _put_marks(link=link, batch=batch, document_id=document_id, by=by)


@action
def _put_marks(*, link: Link, batch: Sequence[Mapping[str, Any]], document_id: str | None, by: Actor) -> Any:
    turn = present_turn(link)
    SIGNER.after(turn.signer.link_status, "marked")
    turn.put_marks(_unsigned(turn, document_id), batch, by)
    return turn.signer


def sign(*, link: Link, adoption: Mapping[str, Any], document_id: str | None = None, by: Actor) -> Signed:
    """The signer signs the exact bytes of a document; the last signature that is needed completes the whole.

    `adoption`: how they sign, as arguments of `ceremony.marks.adopt`; {} for what follows from the name. Raises
    Invalid where a mark can't be drawn so, Conflict where a required text or checkbox is missing or it is signed
    already, Unknown for a document that is not theirs.
    """
    assert_no_transaction()
    signer = link.holder
    document = document_of(signer, document_id)
    is_drawn = adoption.get("signature_strokes") is not None
    is_marked = document.marks or is_drawn
    adopted = marks.adopt(signer.name, **adoption, values=document.values) if is_marked else None
    text = adoption.get("signature_text")
    return _sign(link=link, document_id=document.id, signature_text=text, adopted=adopted, by=by)


@action
def _sign(
    *, link: Link, document_id: str, signature_text: str | None, adopted: marks.Adopted | None, by: Actor
) -> Signed:
    turn = present_turn(link)
    signer = turn.signer
    SIGNER.after(signer.link_status, "signed")
    document = _unsigned(turn, document_id)
    text = signature_text or signer.name
    event = turn.sign(document, text, adopted, by)
    is_done = turn.keep_signature(document, text, event, by)
    copy = links.issue_one(signer, Link.Purpose.COPY).token if is_done else None
    return Signed(signer, event, turn.is_completed, copy)


def _unsigned(turn: Turn, document_id: str | None) -> Presented:
    document = turn.document(document_id)
    if document.is_signed:
        raise Conflict(SIGNED_ALREADY)
    return document


@action
def decline(*, link: Link, reason: str | None, by: Actor) -> None:
    """The signer refuses, which ends it for everyone.

    The trail says whether the signer was identified before, where their method asks for more than the link.
    """
    turn = present_turn(link)
    signer = turn.signer
    SIGNER.after(signer.link_status, "declined")
    recorded = {"identified": not signer.is_asked_to_identify} if signer.auth_method in CHANNELS else {}
    signer.decline_reason = reason
    save(signer, "decline_reason", *signer.step("declined", turn.at))
    turn.end_declined(reason, recorded, by)


@action
def renew_copy_link(*, link: Link) -> str:
    """The secret of one more link to the copy, for whoever has signed by this link. Raises Gone where none is due."""
    try:
        turn = locked_turn(link.holder)
    except Unknown as error:
        raise Gone from error
    if not turn.signer.may_have_copy(turn.at):
        raise Gone
    return links.issue_one(turn.signer, Link.Purpose.COPY).token
