"""Objections of signers to signing electronically: they ask for paper, or withdraw their consent. Neither declines."""

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.rows import change
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Unknown
from signing.ceremony.identification.methods import CHANNELS
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import Link
from signing.ceremony.senders import senders
from signing.ceremony.turns import Turn, present_turn
from signing.envelopes.models import Signer
from signing.evidence import trail
from workspace.events import bus

ASKED_ALREADY = "The signer has asked for paper already."


@action
def request_paper(*, link: Link, reason: str | None, by: Actor) -> Signer:
    """The signer asks for a copy to sign by hand, once; they can still sign here. Raises Conflict the second time."""
    turn = _turn(link)
    SIGNER.after(turn.signer.status, "paper_requested")
    if turn.signer.paper_requested_at is not None:
        raise Conflict(ASKED_ALREADY)
    change(turn.signer, {"paper_requested_at": turn.at})
    _record(turn, "paper_requested", reason, by, is_mailed=True)
    signer: Signer = turn.signer
    return signer


@action
def withdraw_consent(*, link: Link, reason: str | None, by: Actor) -> Signer:
    """The signer takes back the consent, so that they can't sign until they consent again. Raises Conflict without one.

    The sender gets a mail the first time, and an event each time.
    """
    turn = _turn(link)
    signer: Signer = turn.signer
    status = SIGNER.after(signer.status, "consent_withdrawn")
    is_first = signer.consent_withdrawn_at is None
    change(signer, {"status": status, "consented_at": None, "consent_withdrawn_at": turn.at})
    _record(turn, "consent_withdrawn", reason, by, is_mailed=is_first)
    return signer


def _turn(link: Link) -> Turn:
    """Raises Unknown for the link of a package: its signers decline, or write to the sender."""
    if link.signer is None:
        raise Unknown
    return present_turn(link)


def _record(turn: Turn, verb: str, reason: str | None, by: Actor, *, is_mailed: bool) -> None:
    """In the trail, which says whether the signer was identified before where their method asks for more than the link;
    and to the sender."""
    signer, envelope = turn.signer, turn.subject
    recorded = {"identified": not signer.is_asked_to_identify} if signer.auth_method in CHANNELS else {}
    trail.append(envelope.trail, verb, at=turn.at, by=by, data={"reason": reason, **recorded})
    bus.publish(f"envelope.{verb}", about=envelope, by=by, data={"signerId": signer.id, "reason": reason})
    if is_mailed:
        for user_id in senders(envelope.organization_id, envelope.created_by_id):
            jobs.queue("notify_sender_of_objection", signer_id=signer.id, user_id=user_id, objection=verb)
