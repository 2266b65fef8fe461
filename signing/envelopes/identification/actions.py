"""Asking a signer to prove who they are, and looking at what they answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from safeclose.actors import SYSTEM, Actor
from safeclose.messages.delivery import NotSent, Refused, deliver, deliver_text
from safeclose.records.rows import change
from safeclose.records.transactions import action, assert_no_transaction
from safeclose.refusals import Code, Forbidden, TooMany, Unavailable
from signing.ceremony.identification import secrets
from signing.ceremony.identification.bounds import MAX_TRIES_PER_CODE
from signing.envelopes import steps
from signing.envelopes.identification import challenges, letters
from signing.envelopes.identification.models import Challenge
from signing.envelopes.models import Link, Signer
from signing.envelopes.turns import present_turn, turn_of
from signing.evidence import trail

WRONG = "The code or the answers are not right, or no longer good."


class Asked(NamedTuple):
    """A challenge that was begun; `code` is what has to be sent, "" for questions."""

    challenge: Challenge
    code: str


def ask(*, link: Link, channel: str | None, language: str, by: Actor) -> Challenge:
    """Send the signer a code, or ask their questions. Raises Unavailable where the code can't be sent."""
    assert_no_transaction()
    asked = _begin(link=link, channel=channel)
    try:
        _send(asked, language)
    except NotSent as fault:
        refusal = str(fault) if isinstance(fault, Refused) else None
        _record_unsent(challenge=asked.challenge, refusal=refusal, by=SYSTEM)
        raise Unavailable("The code can't be sent now; try again.") from fault
    _record_sent(link=link, challenge=asked.challenge, by=by)
    return asked.challenge


def _send(asked: Asked, language: str) -> None:
    match asked.challenge.channel:
        case Challenge.Channel.EMAIL:
            deliver(letters.code_letter(asked.challenge.signer, asked.code, language))
        case Challenge.Channel.SMS:
            deliver_text(letters.code_text(asked.challenge.signer, asked.code, language))


@action
def _begin(*, link: Link, channel: str | None) -> Asked:
    return Asked(*challenges.begin(present_turn(link), channel))


@action
def _record_sent(*, link: Link, challenge: Challenge, by: Actor) -> None:
    turn = turn_of(link)
    recipient = {"email": turn.signer.email, "sms": turn.signer.phone}.get(challenge.channel)
    data = {"channel": challenge.channel, "challengeId": challenge.id}
    data |= {"recipient": recipient} if recipient else {}
    if recipient:
        change(turn.signer, {"undelivered_at": None})
    trail.append(turn.envelope.trail, "code_sent", at=turn.at, by=by, data=data)


@action
def _record_unsent(*, challenge: Challenge, refusal: str | None, by: Actor) -> None:
    """`refusal`: the sentence, where the signer's address or number is refused for good."""
    signer = steps.lock_signer(challenge.signer_id)
    Challenge.objects.filter(pk=challenge.pk).delete()
    if refusal:
        steps.mark_undelivered(signer, refusal, by)


def verify(*, link: Link, code: str = "", answers: Sequence[str] = ()) -> Challenge:
    """Meet the newest challenge with a code or with answers.

    Raises Forbidden `code_invalid` whatever is wrong with them, and TooMany once all tries are used up, however right
    the answer.
    """
    met = _try(link=link, code=code, answers=answers)
    if met is None:
        raise Forbidden(WRONG, code=Code.CODE_INVALID)
    return met


@action
def _try(*, link: Link, code: str, answers: Sequence[str]) -> Challenge | None:
    """Counts the try, also when it fails: so it returns, and raises nothing that would undo the counting."""
    turn = present_turn(link)
    challenge = challenges.newest(turn.signer)
    if challenge is not None and challenge.tries >= MAX_TRIES_PER_CODE and challenge.may_be_tried(turn.at):
        raise TooMany("Too many tries; ask for a new code.", seconds=_seconds(challenge, turn.at))
    is_right = _is_right(challenge, turn.signer, code, answers)
    if challenge is None or not challenge.may_be_tried(turn.at):
        return None
    challenge.tries += 1
    challenge.verified_at = turn.at if is_right else None
    challenge.save(update_fields=["tries", "verified_at"])
    return challenge if is_right else None


def _is_right(challenge: Challenge | None, signer: Signer, code: str, answers: Sequence[str]) -> bool:
    if challenge is None or challenge.channel != Challenge.Channel.KBA:
        expected = challenge.code_hash if challenge else None
        return secrets.is_code(challenge.id if challenge else "", code, expected or "")
    return secrets.are_answers(signer.id, answers, signer.questions)


def _seconds(challenge: Challenge, at: datetime) -> int:
    return int((challenge.expires_at - at).total_seconds()) + 1
