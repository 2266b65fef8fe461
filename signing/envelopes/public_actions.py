"""What signers do, each by their own link. Every one of these happens under the envelope's lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from safeclose import capabilities
from safeclose.actors import SYSTEM, Actor
from safeclose.refusals import Conflict, Gone
from safeclose.transactions import action
from signing.envelopes import steps
from signing.envelopes.disclosure import Disclosure
from signing.envelopes.lifecycle import ENVELOPE, SIGNER
from signing.envelopes.models import Envelope, Signer
from signing.evidence import trail
from signing.evidence.models import TrailEvent

Origin = Callable[[Signer], Actor]


@dataclass(frozen=True)
class Turn:
    """A signer of a live envelope, under its lock, with everyone else who is asked."""

    envelope: Envelope
    signer: Signer
    signers: list[Signer]
    at: datetime

    def is_now(self) -> bool:
        """Whether this signer may act, or waits for others."""
        return self.signer.is_turn(self.signers)

    def is_last(self) -> bool:
        """Whether everyone has signed."""
        return all(one.status == "signed" for one in self.signers)


class Signed(NamedTuple):
    """What a signer is told after signing; `copy_token` opens their copy, and is not kept."""

    signer: Signer
    event: TrailEvent
    completed: bool
    copy_token: str


@action
def open_link(*, signer: Signer, by: Origin) -> Turn:
    """The signer looks at the document; recorded the first time, when it is their turn."""
    turn = _turn(signer)
    if turn.is_now() and SIGNER.allows(turn.signer.status, "opened"):
        _advance(turn, "opened", by, {})
        steps.tell("envelope.opened", turn.envelope, by(turn.signer), {"signerId": turn.signer.id})
    return turn


@action
def authenticate(*, signer: Signer, by: Origin) -> Signer:
    """The signer is who was asked, as far as their method proves: a link proves that they have it."""
    turn = _at_turn(signer)
    _advance(turn, "authenticated", by, {"method": turn.signer.auth_method})
    return turn.signer


@action
def consent(*, signer: Signer, disclosure: Disclosure, by: Origin) -> Signer:
    """The signer agrees to do this electronically, to the words of `disclosure`."""
    turn = _at_turn(signer)
    data = {"disclosureSha256": disclosure.sha256, "language": disclosure.language}
    _advance(turn, "consented", by, data)
    return turn.signer


@action
def sign(*, signer: Signer, signature_text: str | None, by: Origin) -> Signed:
    """The signer signs the exact bytes of the document; the last one completes the envelope."""
    turn = _at_turn(signer)
    signer, envelope = turn.signer, turn.envelope
    copy_token, signer.copy_token_hash = capabilities.fresh()
    signer.signature_text = signature_text or signer.name
    data = {"signatureText": signer.signature_text, "documentSha256": envelope.document_sha256}
    event = _advance(turn, "signed", by, data)
    if turn.is_last():
        steps.complete(envelope, at=turn.at, by=SYSTEM, signers=len(turn.signers))
    else:
        envelope.status = ENVELOPE.after(envelope.status, "signed")
        envelope.save(update_fields=["status"])
    return Signed(signer, event, turn.is_last(), copy_token)


@action
def decline(*, signer: Signer, reason: str | None, by: Origin) -> None:
    """The signer refuses, which ends the envelope for everyone."""
    turn = _at_turn(signer)
    signer = turn.signer
    signer.status = SIGNER.after(signer.status, "declined")
    signer.declined_at, signer.decline_reason = turn.at, reason
    signer.save()
    steps.end(turn.envelope, "declined", at=turn.at, by=by(signer), reason=reason)


def _turn(found: Signer) -> Turn:
    """The turn of a signer that a link led to.

    Raises Gone when the envelope has ended, this signer is done or the link was replaced by now: before the lock it
    may not have been so.
    """
    envelope = steps.lock(Envelope.objects.all(), found.envelope_id)
    at = trail.instant(envelope.trail)
    signers = list(envelope.signers.all())
    signer = next((one for one in signers if one.token_hash == found.token_hash), None)
    if signer is None:
        raise Gone
    signer.envelope = envelope
    if not signer.may_act(at):
        raise Gone
    return Turn(envelope, signer, signers, at)


def _at_turn(found: Signer) -> Turn:
    turn = _turn(found)
    if not turn.is_now():
        raise Conflict("Someone else signs first; it is not this signer's turn yet.")
    return turn


def _advance(turn: Turn, verb: str, by: Origin, data: dict[str, str]) -> TrailEvent:
    signer = turn.signer
    signer.status = SIGNER.after(signer.status, verb)
    setattr(signer, f"{verb}_at", turn.at)
    signer.save()
    return trail.append(turn.envelope.trail, verb, at=turn.at, by=by(signer), data=data)
