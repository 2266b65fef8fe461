"""Objections of signers to signing electronically: they ask for paper, or withdraw their consent. Neither declines."""

from typing import Any

from safeclose import jobs
from safeclose.actors import Actor
from safeclose.records.rows import change, save
from safeclose.records.transactions import action
from safeclose.refusals import Conflict
from signing.ceremony.identification.methods import CHANNELS
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import Link
from signing.ceremony.senders import senders
from signing.ceremony.turns import Turn, present_turn

ASKED_ALREADY = "The signer has asked for paper already."


@action
def request_paper(*, link: Link, reason: str | None, by: Actor) -> Any:
    """The signer asks for a copy to sign by hand, once; they can still sign here. Raises Conflict the second time."""
    turn = present_turn(link)
    SIGNER.after(turn.signer.link_status, "paper_requested")
    if turn.signer.paper_requested_at is not None:
        raise Conflict(ASKED_ALREADY)
    change(turn.signer, {"paper_requested_at": turn.at})
    _record(turn, "paper_requested", reason, by, is_mailed=True)
    return turn.signer


@action
def withdraw_consent(*, link: Link, reason: str | None, by: Actor) -> Any:
    """The signer takes back the consent, so that they can't sign until they consent again. Raises Conflict without one.

    What they have signed of several documents stays signed. The sender gets a mail the first time, and an event each
    time.
    """
    turn = present_turn(link)
    signer = turn.signer
    SIGNER.after(signer.link_status, "consent_withdrawn")
    is_first = signer.consent_withdrawn_at is None
    save(signer, *signer.step("consent_withdrawn", turn.at))
    _record(turn, "consent_withdrawn", reason, by, is_mailed=is_first)
    return signer


def _record(turn: Turn, verb: str, reason: str | None, by: Actor, *, is_mailed: bool) -> None:
    """In the trail, which says whether the signer was identified before where their method asks for more than the link;
    and to the sender."""
    signer = turn.signer
    recorded = {"identified": not signer.is_asked_to_identify} if signer.auth_method in CHANNELS else {}
    turn.record(verb, by, {"reason": reason, **recorded})
    turn.publish(f"{turn.family}.{verb}", by, reason=reason)
    if is_mailed:
        for user_id in senders(signer.organization_id, turn.creator_id):
            whom = {"signer_id": signer.pk, "signs_in": signer.signs_in}
            jobs.queue("notify_sender_of_objection", **whom, user_id=user_id, objection=verb)
