"""Steps with challenges that are parts of an action under the envelope's lock."""

from datetime import datetime
from typing import Any

from safeclose import clock
from safeclose.records import ids
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Code, Conflict, Forbidden, Invalid, TooMany
from signing.ceremony.identification.bounds import MAX_CODES, MAX_CODES_WITHIN
from signing.ceremony.identification.methods import CHANNELS, AuthMethod
from signing.ceremony.identification.models import Challenge
from signing.ceremony.identification.secrets import code_hash, fresh_code
from signing.ceremony.lifecycle import SIGNER
from signing.ceremony.models import LinkSigner
from signing.ceremony.turns import Turn

NOT_VERIFIED = "Identify yourself first: the code or the answers were not verified."


def newest(signer: LinkSigner) -> Challenge | None:
    """The one challenge that counts."""
    challenge: Challenge | None = signer.challenges.order_by("-id").first()
    return challenge


def newest_open(signer: LinkSigner, at: datetime) -> Challenge | None:
    """The one that counts, while it can still be met or used; the last one where the signer's links are locked."""
    challenge = newest(signer) if AuthMethod(signer.auth_method) in CHANNELS else None
    if challenge is None or signer.locked_at is not None:
        return challenge
    return challenge if challenge.may_be_tried(at) or challenge.may_be_used(at) else None


def begin(turn: Turn, channel: str | None) -> tuple[Challenge, str]:
    """A new challenge by the signer's method, and its code ("" for questions). Earlier ones no longer count.

    Raises Conflict where there is nothing to identify, Invalid for another channel, TooMany.
    """
    assert_in_action()
    signer = turn.signer
    own = CHANNELS.get(AuthMethod(signer.auth_method))
    if own is None:
        raise Conflict("This link needs no code.")
    SIGNER.after(signer.link_status, "authenticated")
    if channel not in (None, own):
        raise Invalid(f"channel must be {own}.", fields={"channel": [f"Must be {own}."]})
    _refuse_more(turn)
    challenge_id, code = ids.new("chl"), "" if own == Challenge.Channel.KBA else fresh_code()
    hashed = code_hash(challenge_id, code) if code else None
    whose = {signer.held_by: signer}
    challenge = Challenge(id=challenge_id, channel=own, code_hash=hashed, created_at=turn.at, **whose)
    challenge.save(force_insert=True)
    return challenge, code


def use(turn: Turn, *, says_verified: bool) -> dict[str, Any]:
    """What proves who the signer is, for the trail: nothing for a link, else the challenge that was met.

    It stands for one authentication. Raises Forbidden `code_not_verified`.
    """
    assert_in_action()
    if AuthMethod(turn.signer.auth_method) not in CHANNELS:
        return {}
    challenge = newest(turn.signer)
    if not says_verified or challenge is None or not challenge.may_be_used(turn.at):
        raise Forbidden(NOT_VERIFIED, code=Code.CODE_NOT_VERIFIED)
    challenge.used_at = turn.at
    challenge.save(update_fields=["used_at"])
    assert challenge.verified_at
    return {"challengeId": challenge.id, "verifiedAt": clock.iso(challenge.verified_at)}


def _refuse_more(turn: Turn) -> None:
    lately = turn.signer.challenges.filter(created_at__gt=turn.at - MAX_CODES_WITHIN).order_by("id")
    times = list(lately.values_list("created_at", flat=True))
    if len(times) >= MAX_CODES:
        wait = times[-MAX_CODES] + MAX_CODES_WITHIN - turn.at
        raise TooMany("Too many codes were asked for; try again later.", seconds=int(wait.total_seconds()) + 1)
