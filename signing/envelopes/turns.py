"""Whose turn it is: what every step of a signer begins with, under the envelope's lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeclose.actors import Actor
from safeclose.refusals import Conflict, Gone
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.turns import OUT_OF_TURN, is_signed_by_all
from signing.envelopes import steps
from signing.envelopes.models import Envelope, Link, Signer
from signing.evidence import trail
from signing.evidence.models import TrailEvent

LOCKED = "The link is locked after too many wrong codes or answers. Ask the sender for a fresh link."


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
        return is_signed_by_all(self.signers)

    def advance(self, verb: str, by: Actor, data: dict[str, Any]) -> TrailEvent:
        """The signer takes a step of their life; raises Conflict where it can't follow. All of the signer is saved."""
        signer = self.signer
        signer.status = SIGNER.after(signer.status, verb)
        setattr(signer, f"{verb}_at", self.at)
        signer.save()
        return trail.append(self.envelope.trail, verb, at=self.at, by=by, data=data)


def turn_of(link: Link) -> Turn:
    """The turn of the signer whose signing link it is, the envelope locked; they may have to wait for others.

    Raises Gone when the envelope has ended, this signer is done or the link was replaced by now: before the lock it
    may not have been so.
    """
    envelope = steps.lock(Envelope.objects.all(), link.signer.envelope_id)
    at = trail.instant(envelope.trail)
    signers = list(envelope.signers.all())
    signer = next(one for one in signers if one.pk == link.signer_id)
    if not signer.may_act(at) or not Link.objects.filter(pk=link.pk).exists():
        raise Gone
    return Turn(envelope, signer, signers, at)


def present_turn(link: Link) -> Turn:
    """The same, for what only those may do whose turn it is. Raises Conflict for the others."""
    turn = turn_of(link)
    if not turn.is_now():
        raise Conflict(OUT_OF_TURN)
    return turn


def unlocked_turn(link: Link) -> Turn:
    """The same, for what a signer can do only while their links are not locked. Raises Conflict while they are."""
    turn = present_turn(link)
    if turn.signer.locked_at is not None:
        raise Conflict(LOCKED)
    return turn
