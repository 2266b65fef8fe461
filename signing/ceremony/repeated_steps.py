"""The last step of a signer, sent again because its answer was lost."""

from collections.abc import Mapping
from datetime import timedelta

from rest_framework.request import Request

from signing.ceremony.models import Link
from workspace.idempotency.idempotency_key import Repeatable, fingerprint_of, key_of, plain

# A used link answers its key for so long; nobody waits longer for a page to come back.
ANSWER_KEPT = timedelta(minutes=10)
# Good once, so that a repetition has another one.
PROOF_OF_PERSON = "turnstileToken"


def repeatable_step(link: Link, request: Request, route: str = "") -> Repeatable:
    """What is the same when such a request is repeated: the link, the route below it, the key, and the body but for
    Turnstile's token.

    Raises Invalid for a malformed key.
    """
    body = plain(request.data)
    if isinstance(body, Mapping):
        body = {name: value for name, value in body.items() if name != PROOF_OF_PERSON}
    return Repeatable(
        owner=f"link {link.pk}",
        what=f"POST /api/public/sign/<token>{route}",
        key=key_of(request),
        fingerprint=fingerprint_of(body),
        kept=ANSWER_KEPT,
    )
