"""Asking a signer to prove who they are, and looking at what they answer.

Wrong codes and answers are counted in two ways: those of one challenge, and those of a signer since the last fresh
link. At MAX_WRONG_ANSWERS of the latter all links of the signer are locked, until the sender makes a fresh one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from safeclose import jobs
from safeclose.actors import SYSTEM, Actor
from safeclose.messages.delivery import NotSent, Receipt, Refused, deliver, deliver_text
from safeclose.records.rows import change
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Code, Conflict, Forbidden, TooMany, Unavailable
from signing.ceremony.identification import challenges, letters, secrets
from signing.ceremony.identification.bounds import MAX_TRIES_PER_CODE
from signing.ceremony.identification.models import Challenge
from signing.ceremony.models import Link, LinkSigner
from signing.ceremony.senders import senders
from signing.ceremony.turns import LOCKED, Turn, locked_turn, turn_of, unlocked_turn
from signing.ceremony.undelivered import steps as undelivered

WRONG = "The code or the answers are not right, or no longer good."


class Asked(NamedTuple):
    """A challenge that was begun; `code` is what has to be sent, "" for questions."""

    challenge: Challenge
    code: str


class Tried(NamedTuple):
    """What a code or answers met, None where they are not right; and whether they locked the signer's links."""

    met: Challenge | None
    is_locked: bool = False


def ask(*, link: Link, channel: str | None, language: str, by: Actor) -> Challenge:
    """Send the signer a code, or ask their questions.

    Raises Unavailable where the code can't be sent, and Conflict while the signer's links are locked.
    """
    assert_no_transaction()
    asked = _begin(link=link, channel=channel)
    try:
        receipt = _send(asked, language)
    except NotSent as fault:
        refusal = str(fault) if isinstance(fault, Refused) else None
        _record_unsent(challenge=asked.challenge, refusal=refusal, by=SYSTEM)
        raise Unavailable("The code can't be sent now; try again.") from fault
    _record_sent(link=link, challenge=asked.challenge, receipt=receipt, by=by)
    return asked.challenge


def _send(asked: Asked, language: str) -> Receipt | None:
    """None for questions, which are not sent."""
    match asked.challenge.channel:
        case Challenge.Channel.EMAIL:
            return deliver(letters.code_letter(asked.challenge.holder, asked.code, language))
        case Challenge.Channel.SMS:
            return deliver_text(letters.code_text(asked.challenge.holder, asked.code, language))
    return None


@action
def _begin(*, link: Link, channel: str | None) -> Asked:
    return Asked(*challenges.begin(unlocked_turn(link), channel))


@action
def _record_sent(*, link: Link, challenge: Challenge, receipt: Receipt | None, by: Actor) -> None:
    if receipt:
        undelivered.keep(challenge.holder, receipt, "code")
    turn = turn_of(link)
    recipient = {"email": turn.signer.email, "sms": turn.signer.phone}.get(challenge.channel)
    data = {"channel": challenge.channel, "challengeId": challenge.id}
    data |= {"recipient": recipient} if recipient else {}
    if recipient:
        change(turn.signer, undelivered.ARRIVED)
    turn.record("code_sent", by, data)


@action
def _record_unsent(*, challenge: Challenge, refusal: str | None, by: Actor) -> None:
    """`refusal`: the sentence, where the signer's address or number is refused for good."""
    turn = locked_turn(challenge.holder)
    Challenge.objects.filter(pk=challenge.pk).delete()
    if refusal:
        undelivered.mark(turn, refusal, by, what="code", channel=challenge.channel)


def verify(*, link: Link, by: Actor, code: str = "", answers: Sequence[str] = ()) -> Challenge:
    """Meet the newest challenge with a code or with answers.

    Raises Forbidden `code_invalid` whatever is wrong with them, TooMany once all tries are used up, however right
    the answer, and Conflict while the signer's links are locked: also for the answer that locks them.
    """
    tried = _try(link=link, code=code, answers=answers, by=by)
    if tried.is_locked:
        raise Conflict(LOCKED)
    if tried.met is None:
        raise Forbidden(WRONG, code=Code.CODE_INVALID)
    return tried.met


@action
def _try(*, link: Link, code: str, answers: Sequence[str], by: Actor) -> Tried:
    """Counts the try, also when it fails: so it returns, and raises nothing that would undo the counting."""
    turn = unlocked_turn(link)
    challenge = challenges.newest(turn.signer)
    if challenge is not None and challenge.tries >= MAX_TRIES_PER_CODE and challenge.may_be_tried(turn.at):
        raise TooMany("Too many tries; ask for a new code.", seconds=_seconds(challenge, turn.at))
    is_right = _is_right(challenge, turn.signer, code, answers)
    if challenge is None or not challenge.may_be_tried(turn.at):
        return Tried(None)
    challenge.tries += 1
    challenge.verified_at = turn.at if is_right else None
    challenge.save(update_fields=["tries", "verified_at"])
    is_locked = _count(turn, is_right=is_right, by=by)
    return Tried(challenge if is_right else None, is_locked)


def _count(turn: Turn, *, is_right: bool, by: Actor) -> bool:
    """Counts a wrong answer of the signer, and locks their links at the last one allowed; whether it did."""
    signer = turn.signer
    signer.wrong_answers += not is_right
    is_locked = signer.wrong_answers >= settings.MAX_WRONG_ANSWERS and not is_right
    signer.locked_at = turn.at if is_locked else None
    signer.save(update_fields=["wrong_answers", "locked_at"])
    if is_locked:
        turn.record("locked", by, {"signerId": signer.signer_id, "wrongAnswers": signer.wrong_answers})
        turn.publish("link.locked", by)
        for user_id in senders(signer.organization_id, turn.creator_id):
            whose = {} if signer.signs_in == "envelopes" else {"signs_in": signer.signs_in}
            jobs.queue("notify_sender_of_lock", signer_id=signer.signer_id, user_id=user_id, **whose)
    return is_locked


def _is_right(challenge: Challenge | None, signer: LinkSigner, code: str, answers: Sequence[str]) -> bool:
    if challenge is None or challenge.channel != Challenge.Channel.KBA:
        expected = challenge.code_hash if challenge else None
        return secrets.is_code(challenge.id if challenge else "", code, expected or "")
    return secrets.are_answers(signer.signer_id, answers, signer.questions)


def _seconds(challenge: Challenge, at: datetime) -> int:
    return int((challenge.expires_at - at).total_seconds()) + 1
