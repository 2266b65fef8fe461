"""The last hash of every trail, for checkpoints."""

from collections.abc import Iterable, Mapping

from safeclose.proof.chain_heads import Head
from signing.evidence.models import Trail, TrailEvent


def heads(organization_id: int) -> Iterable[Head]:
    """Of all trails of an organization."""
    rows = Trail.objects.filter(organization=organization_id).values_list("id", "length", "head")
    return (Head(*row) for row in rows.iterator(chunk_size=5000))


def hashes(asked: Mapping[str, int]) -> dict[str, str]:
    """By trail, the chainHash of its event of that number; trails without one are left out."""
    rows = TrailEvent.objects.filter(trail__in=asked, seq__in=set(asked.values()))
    return {trail: found for trail, seq, found in rows.values_list("trail", "seq", "chain_hash") if asked[trail] == seq}
