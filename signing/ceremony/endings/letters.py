"""Letters about the end of what was to be signed: to the sender's side, and to those who were asked by mail."""

from typing import Any

from django.conf import settings

from safeclose.messages.letters import Letter, Recipient, quoted, recipient_of
from workspace.models import User


def to_sender(user: User, *, verb: str, about: str, key: str, reason: str | None = None, **words: Any) -> Letter:
    """`verb`: completed, declined, voided or expired. `words`: `who` declined, `signed` of `signers`."""
    return Letter(
        to=recipient_of(user),
        template="signing/ended_for_sender",
        about=about,
        link=settings.PUBLIC_URL,
        key=f"{key}-{verb}-{user.pk}",
        words={"verb": verb, "user": user, "reason": quoted(reason or ""), **words},
    )


def to_signer(to: Recipient, *, verb: str, about: str, key: str, has_signed: bool, **sender: Any) -> Letter:
    """`verb`: declined, voided or expired; who declined and why is not said. `sender`: see `letters.from_sender`."""
    return Letter(
        to=to,
        template="signing/ended_for_signer",
        about=about,
        key=f"{key}-{verb}",
        words={"verb": verb, "has_signed": has_signed},
        **sender,
    )
