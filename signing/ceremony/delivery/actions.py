"""What is written about the mails that bring links and copies, and about fresh links."""

from safeclose import clock
from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.rows import change
from safeclose.records.transactions import action, assert_in_action
from safeclose.refusals import Conflict, Unknown
from signing.ceremony import links
from signing.ceremony.links import NewLink
from signing.ceremony.models import Link, LinkSigner
from signing.ceremony.turns import Turn, locked_turn
from signing.ceremony.undelivered import steps as undelivered

NO_ADDRESS = "The signer has no e-mail address to mail the link to."
NO_ADDRESS_FOR_STAFF = "The signer has no e-mail address. The sender can get a fresh link, and pass it on."


def rotate(turn: Turn, *, delivery: str, by: Actor) -> str | None:
    """A fresh link for a signer who has still to sign; the old ones are gone at once. It is not locked.

    Returns the new secret; None where a mail brings it: with `delivery` "email", where links are mailed anyway, and
    whenever staff ask. Raises Conflict where there is nothing left to sign, or no address to mail to.
    """
    assert_in_action()
    signer = turn.signer
    if not signer.may_act(turn.at):
        raise Conflict(f"The {turn.noun} has ended, or this signer is done, so there is nothing left to sign.")
    is_mailed = delivery == "email" or turn.is_mailed or by.kind == "staff"
    if is_mailed and not signer.email:
        raise Conflict(NO_ADDRESS_FOR_STAFF if by.kind == "staff" else NO_ADDRESS)
    links.revoke(signer)
    change(signer, {"wrong_answers": 0, "locked_at": None})
    given = links.custody(signer, is_mailed=is_mailed, by=by)
    turn.record("link_rotated", by, {"signerId": signer.signer_id, "custody": given})
    turn.publish("link.rotated", by, custody=given["how"])
    if not is_mailed:
        return links.issue_one(signer, Link.Purpose.SIGN).token
    turn.queue_mail("asked")
    return None


@action
def record_link(*, signer: LinkSigner, occasion: str) -> NewLink | None:
    """One more link for a signer, to be mailed now; None where there is no one to write to any more.

    Earlier links stay good: someone may have the page open. On the occasion of a `turn` only the first mail counts.
    Where the sender brings the links, nobody mails one when the turn comes, so a fresh one does not wait for it.
    """
    try:
        turn = locked_turn(signer)
    except Unknown:
        return None
    if not turn.wants_link() or (occasion == "turn" and turn.signer.link_mailed_at):
        return None
    return links.issue_one(turn.signer, Link.Purpose.SIGN)


@action
def record_copy_link(*, signer: LinkSigner) -> NewLink | None:
    """A link to the sealed copy, to be mailed now; None where it was mailed already."""
    try:
        holder = locked_turn(signer).signer
    except Unknown:
        return None
    if holder.copy_mailed_at or not holder.email or not holder.may_have_copy(clock.now()):
        return None
    return links.issue_one(holder, Link.Purpose.COPY)


@action
def record_link_mailed(*, signer: LinkSigner, occasion: str, receipt: Receipt, by: Actor) -> None:
    """The mail server has taken a signer's mail; in the trail, while there is something to sign."""
    undelivered.keep(signer, receipt, "link")
    turn = locked_turn(signer)
    change(turn.signer, {**turn.signer.mailed(turn.at), **undelivered.ARRIVED})
    if turn.signer.may_act(turn.at):
        data = {"channel": "email", "recipient": turn.signer.email, "what": "link", "occasion": occasion}
        turn.record("delivered", by, {**data, "signerId": turn.signer.signer_id})


@action
def record_link_refused(*, signer: LinkSigner, link_id: int, sentence: str, what: str, by: Actor) -> None:
    """The mail server refuses the signer's address for good, so nobody has the link."""
    turn = locked_turn(signer)
    Link.objects.filter(pk=link_id).delete()
    undelivered.mark(turn, sentence, by, what=what)


@action
def record_unsent(*, signer: LinkSigner, link_id: int) -> None:
    """The mail was not sent, so nobody has the link."""
    locked_turn(signer)
    Link.objects.filter(pk=link_id).delete()


@action
def record_copy_mailed(*, signer: LinkSigner, receipt: Receipt) -> None:
    """The mail server has taken a signer's copy."""
    undelivered.keep(signer, receipt, "copy")
    holder = locked_turn(signer).signer
    change(holder, {"copy_mailed_at": holder.copy_mailed_at or clock.now(), **undelivered.ARRIVED})
