"""Links to an envelope: their addresses, and their making and ending. Of a link's secret only the hash is stored."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings

from safeclose import clock
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Gone
from safeclose.secrets import link_tokens
from signing.envelopes.models import Link, Signer


class NewLink(NamedTuple):
    """A link that was just made. Its secret `token` is nowhere else."""

    signer: Signer
    link: Link
    token: str


def signing_url(token: str) -> str:
    """The page on which the holder of a link signs."""
    return f"{settings.PUBLIC_URL}/sign/{token}"


def copy_url(token: str) -> str:
    """The address of a signer's sealed copy."""
    return f"{settings.PUBLIC_URL}/api/public/copy/{token}"


def copy_page_url(token: str) -> str:
    """The page that says how far the copy is, for people."""
    return f"{settings.PUBLIC_URL}/copy/{token}"


def link_to_sign(token: str) -> Link:
    """With signer, envelope and organization. Raises Gone, after the same one query whatever the token is or was."""
    link: Link | None = Link.objects.to_sign().with_token(token).first()
    if link is None or not link.signer.may_act(clock.now()):
        raise Gone
    return link


def used_link(token: str) -> Link | None:
    """A signing link by which its signer has signed; None for all others."""
    link: Link | None = Link.objects.to_sign().with_token(token).first()
    return link if link and link.signer.may_have_copy(clock.now()) else None


def link_to_copy(token: str) -> Link:
    """With signer, envelope and seal. Raises Gone."""
    link: Link | None = Link.objects.to_copy().with_token(token).first()
    if link is None or not link.signer.may_have_copy(clock.now()):
        raise Gone
    return link


def issue(signers: Iterable[Signer], purpose: Link.Purpose) -> list[NewLink]:
    """One more link for each signer."""
    assert_in_action()
    new_links = []
    for signer in signers:
        token, token_hash = link_tokens.fresh()
        new_links.append(NewLink(signer, Link(signer=signer, purpose=purpose, token_hash=token_hash), token))
    Link.objects.bulk_create(new.link for new in new_links)
    return new_links


def issue_one(signer: Signer, purpose: Link.Purpose) -> NewLink:
    return issue([signer], purpose)[0]


def revoke(signer: Signer) -> None:
    """Deletes all the signer's signing links; those to their copy stay."""
    assert_in_action()
    signer.links.filter(purpose=Link.Purpose.SIGN).delete()
