"""What holds for every link to something that is signed: how long it is good, and who was given it."""

from datetime import timedelta
from typing import Any, Protocol

from safeclose.actors import Actor

# From the signature on, a signer's link to their copy is good for so long.
COPY_LINK_LIFETIME = timedelta(days=90)


class LinkHolder(Protocol):
    """Someone who signs by a link."""

    id: str
    email: str | None


def custody(holder: LinkHolder, *, is_mailed: bool, by: Actor) -> dict[str, Any]:
    """Who is given a signing link, as the trail records it: the signer by mail, or whoever asked for it.

    `signing.evidence.custody` puts it in words for the certificate.
    """
    if is_mailed:
        return {"how": "mailed", "to": {"kind": "signer", "id": holder.id, "email": holder.email}}
    return {"how": "returned", "to": {"kind": by.kind, "id": by.id, "name": by.name}}
