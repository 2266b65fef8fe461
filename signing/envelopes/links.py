"""Links to an envelope. Each has a secret, of which only the hash is stored."""

from collections.abc import Iterable

from safeclose.records.transactions import assert_in_action
from safeclose.secrets import link_tokens
from signing.envelopes.models import Link, Signer


def issue(signers: Iterable[Signer], purpose: Link.Purpose) -> list[tuple[Signer, str]]:
    """One more link for each, with its secret: in the caller's memory, and nowhere else."""
    assert_in_action()
    made = [(signer, *link_tokens.fresh()) for signer in signers]
    Link.objects.bulk_create(Link(signer=signer, purpose=purpose, token_hash=hashed) for signer, _, hashed in made)
    return [(signer, token) for signer, token, _ in made]


def issue_one(signer: Signer, purpose: Link.Purpose) -> str:
    """One more link for one signer; its secret."""
    return issue([signer], purpose)[0][1]


def revoke(signer: Signer) -> None:
    """All the signer's signing links are gone at once."""
    assert_in_action()
    signer.links.filter(purpose=Link.Purpose.SIGN).delete()
