"""What signers do, each by their own link. Every one of these happens under the envelope's lock."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safeclose import clock
from safeclose.actors import SYSTEM, Actor
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Gone
from signing.ceremony import marks
from signing.ceremony.disclosure import Disclosure
from signing.ceremony.identification.methods import CHANNELS
from signing.ceremony.lifecycle import SIGNER
from signing.envelopes import links, steps
from signing.envelopes.identification import challenges
from signing.envelopes.lifecycle import ENVELOPE
from signing.envelopes.models import Envelope, Link, Signer
from signing.envelopes.turns import Turn, present_turn, turn_of, unlocked_turn
from signing.evidence import trail
from signing.evidence.models import TrailEvent
from workspace.events import bus


class Signed(NamedTuple):
    """What a signer is told after signing; `copy_token` opens their copy, and is not kept."""

    signer: Signer
    event: TrailEvent
    completed: bool
    copy_token: str


@action
def open_link(*, link: Link, by: Actor) -> Turn:
    """The signer looks at the document; recorded the first time, when it is their turn."""
    turn = turn_of(link)
    if turn.is_now() and SIGNER.allows(turn.signer.status, "opened"):
        turn.advance("opened", by, {})
        bus.publish("envelope.opened", about=turn.envelope, by=by, data={"signerId": turn.signer.id})
    return turn


@action
def authenticate(*, link: Link, says_verified: bool, by: Actor) -> Signer:
    """The signer is who was asked, as far as their method proves: a link proves that they have it.

    Other methods need a challenge that this server saw met; `says_verified` alone is never believed. Raises
    Forbidden `code_not_verified`, and Conflict while the signer's links are locked.
    """
    turn = unlocked_turn(link)
    proof = challenges.use(turn, says_verified=says_verified)
    turn.advance("authenticated", by, {"method": turn.signer.auth_method, **proof})
    return turn.signer


@action
def consent(*, link: Link, disclosure: Disclosure, by: Actor) -> Signer:
    """The signer agrees to do this electronically, to the words of `disclosure`."""
    turn = present_turn(link)
    turn.advance("consented", by, {"disclosureSha256": disclosure.sha256, "language": disclosure.language})
    return turn.signer


def put_marks(*, link: Link, batch: Sequence[Mapping[str, Any]], by: Actor) -> Signer:
    """The signer puts marks on the pages: all of `batch` (see `ceremony.marks.put`), or none.

    Raises Invalid for a mark that is not theirs, for a value that it does not take, and for letters that no font has.
    """
    assert_no_transaction()
    marks.refuse_unprintable(batch)
    return _put_marks(link=link, batch=batch, by=by)


@action
def _put_marks(*, link: Link, batch: Sequence[Mapping[str, Any]], by: Actor) -> Signer:
    turn = present_turn(link)
    signer = turn.signer
    SIGNER.after(signer.status, "marked")
    put = marks.put(signer.marks, signer.put_marks, batch)
    signer.put_marks = put.values
    signer.save(update_fields=["put_marks"])
    trail.append(turn.envelope.trail, "marked", at=turn.at, by=by, data=put.data)
    return signer


def sign(*, link: Link, adoption: Mapping[str, Any], by: Actor) -> Signed:
    """The signer signs the exact bytes of the document; the last one completes the envelope.

    `adoption`: how they sign, as arguments of `ceremony.marks.adopt`; {} for what follows from the name. Raises
    Invalid where a mark can't be drawn so, and Conflict where a required text or checkbox is missing.
    """
    assert_no_transaction()
    signer = link.signer
    is_drawn = adoption.get("signature_strokes") is not None
    adopted = marks.adopt(signer.name, **adoption, values=signer.put_marks) if signer.marks or is_drawn else None
    return _sign(link=link, signature_text=adoption.get("signature_text"), adopted=adopted, by=by)


@action
def _sign(*, link: Link, signature_text: str | None, adopted: marks.Adopted | None, by: Actor) -> Signed:
    turn = present_turn(link)
    signer, envelope = turn.signer, turn.envelope
    SIGNER.after(signer.status, "signed")
    signer.signature_text = signature_text or signer.name
    data = {"signatureText": signer.signature_text, "documentSha256": envelope.document_sha256}
    event = turn.advance("signed", by, {**data, **_marks_of(turn, adopted)})
    bus.publish("envelope.signed", about=envelope, by=by, data={"signerId": signer.id})
    if turn.is_last():
        steps.complete(envelope, at=turn.at, by=SYSTEM, signers=len(turn.signers))
    else:
        envelope.status = ENVELOPE.after(envelope.status, "signed")
        envelope.save(update_fields=["status"])
        steps.queue_links(envelope, turn.signers)
    return Signed(signer, event, turn.is_last(), links.issue_one(signer, Link.Purpose.COPY).token)


def _marks_of(turn: Turn, adopted: marks.Adopted | None) -> dict[str, Any]:
    """What `signed` says of the signer's marks, and of a signature that they drew."""
    if adopted is None:
        return {}
    signer, its_trail = turn.signer, turn.envelope.trail
    timezone, seq = trail.timezone(its_trail), its_trail.length + 1
    return marks.signed_data(signer.marks, signer.put_marks, adopted, at=turn.at, timezone=timezone, seq=seq)


@action
def renew_copy_link(*, link: Link) -> str:
    """The secret of one more link to the copy, for whoever has signed by this link. Raises Gone where none is due."""
    envelope = steps.lock(Envelope.objects.all(), link.signer.envelope_id)
    signer = envelope.signers.get(pk=link.signer_id)
    if not signer.may_have_copy(clock.now()):
        raise Gone
    return links.issue_one(signer, Link.Purpose.COPY).token


@action
def decline(*, link: Link, reason: str | None, by: Actor) -> None:
    """The signer refuses, which ends the envelope for everyone.

    The trail says whether the signer was identified before, where their method asks for more than the link.
    """
    turn = present_turn(link)
    signer = turn.signer
    signer.status = SIGNER.after(signer.status, "declined")
    signer.declined_at, signer.decline_reason = turn.at, reason
    signer.save()
    recorded = {"identified": not signer.is_asked_to_identify} if signer.auth_method in CHANNELS else {}
    steps.end(turn.envelope, "declined", at=turn.at, by=by, reason=reason, recorded=recorded)
