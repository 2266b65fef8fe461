"""Links to sign and to copies: their addresses, their making and ending, and who was given them.

Of a link's secret only the hash is stored.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.prepared import Given, Prepared
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Gone
from safeclose.secrets import link_tokens
from signing.ceremony.models import Link, LinkSigner

HASH = Given("token_hash", Link._meta.get_field("token_hash"))
TO_SIGN: Prepared[Link] = Prepared(lambda: Link.objects.to_sign().filter(token_hash=HASH))
TO_COPY: Prepared[Link] = Prepared(lambda: Link.objects.to_copy().filter(token_hash=HASH))


class NewLink(NamedTuple):
    """A link that was just made. Its secret `token` is nowhere else."""

    signer: Any
    link: Link
    token: str


def signing_url(token: str) -> str:
    """The page of this service on which the holder of a link signs."""
    return f"{settings.PUBLIC_URL}/sign/{token}"


def mailed_url(token: str) -> str:
    """The page that mails lead to: that of the customer's own frontend (APP_URL), where there is one."""
    return f"{settings.APP_URL or settings.PUBLIC_URL}/sign/{token}"


def copy_url(token: str) -> str:
    """The address of a signer's sealed copy."""
    return f"{settings.PUBLIC_URL}/api/public/copy/{token}"


def copy_page_url(token: str) -> str:
    """The page that says how far the copy is, for people."""
    return f"{settings.PUBLIC_URL}/copy/{token}"


def link_to_sign(token: str) -> Link:
    """With signer and what is signed. Raises Gone, after the same one query whatever the token is or was."""
    link = TO_SIGN.one_or_none(token_hash=link_tokens.hashed(token))
    if link is None or not link.holder.may_act(clock.now()):
        raise Gone
    return link


def link_to_copy(token: str) -> Link:
    """With signer, what was signed, and seal. Raises Gone."""
    link = TO_COPY.one_or_none(token_hash=link_tokens.hashed(token))
    if link is None or not link.holder.may_have_copy(clock.now()):
        raise Gone
    return link


def used_link(token: str) -> Link | None:
    """A signing link by which its signer has signed all that was theirs; None for all others."""
    link = TO_SIGN.one_or_none(token_hash=link_tokens.hashed(token))
    return link if link and link.holder.may_have_copy(clock.now()) else None


def issue(signers: Iterable[LinkSigner], purpose: Link.Purpose) -> list[NewLink]:
    """One more link for each signer."""
    assert_in_action()
    new_links = []
    for signer in signers:
        token, token_hash = link_tokens.fresh()
        link = Link(**{signer.held_by: signer}, purpose=purpose, token_hash=token_hash)
        new_links.append(NewLink(signer, link, token))
    Link.objects.bulk_create(new.link for new in new_links)
    return new_links


def issue_one(signer: LinkSigner, purpose: Link.Purpose) -> NewLink:
    return issue([signer], purpose)[0]


def revoke(signer: LinkSigner) -> None:
    """Deletes all the signer's signing links; those to their copy stay."""
    assert_in_action()
    signer.links.filter(purpose=Link.Purpose.SIGN).delete()


def custody(holder: LinkSigner, *, is_mailed: bool, by: Actor) -> dict[str, Any]:
    """Who is given a signing link, as the trail records it: the signer by mail, or whoever asked for it.

    `signing.evidence.custody` puts it in words for the certificate.
    """
    if is_mailed:
        return {"how": "mailed", "to": {"kind": "signer", "id": holder.signer_id, "email": holder.email}}
    return {"how": "returned", "to": {"kind": by.kind, "id": by.id, "name": by.name}}
