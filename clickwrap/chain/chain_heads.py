"""Where an organization's chain of acceptances ends now, for checkpoints to vouch for."""

from collections.abc import Iterator, Mapping

from django.db.models import Q

from clickwrap.chain.models import Block, Chain
from clickwrap.chain.payloads import PREFIX, chain_id
from safeclose.proof.chain_heads import Head


def heads(organization_id: int) -> Iterator[Head]:
    """Of the organization's one chain, where it has one."""
    for chain in Chain.objects.filter(organization=organization_id):
        yield Head(chain_id(organization_id), chain.length, chain.head)


def hashes(asked: Mapping[str, int]) -> Mapping[str, str]:
    """By chain, the chainHash of its block of that number; chains without one are left out."""
    numbers = {name.removeprefix(PREFIX): seq for name, seq in asked.items() if name.startswith(PREFIX)}
    wanted = Q(pk__in=[])
    for number, seq in numbers.items():
        if number.isascii() and number.isdigit():
            wanted |= Q(chain=int(number), seq=seq)
    rows = Block.objects.filter(wanted).values_list("chain", "chain_hash")
    return {chain_id(number): chain_hash for number, chain_hash in rows}
