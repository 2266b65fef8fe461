"""The letter to the sender's side about a signer whom messages do not reach."""

from django.conf import settings

from safeclose.messages.letters import Letter, recipient_of
from workspace.models import User


def undelivered_letter(user: User, *, about: str, who: str, address: str, may_sign: bool) -> Letter:
    """To the sender, or an owner in the sender's place. `address`: the signer's e-mail address or telephone number.

    may_sign   whether the signer is still asked to sign; otherwise the end or the copy did not reach them
    """
    return Letter(
        to=recipient_of(user),
        template="signing/undelivered",
        about=about,
        link=settings.PUBLIC_URL,
        words={"user": user, "who": who, "address": address, "may_sign": may_sign},
    )
