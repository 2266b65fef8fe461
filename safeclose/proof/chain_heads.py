"""The heads (last hashes) of all chains of an organization, which a checkpoint signs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from safeclose.registry import Registry


class Head(NamedTuple):
    """The end of a chain: its name, how many links it has, and the chainHash of the last (lower-case hex)."""

    id: str
    length: int
    head: str


class ChainKind(NamedTuple):
    """One kind of chain. `heads` returns the heads of an organization's chains.

    `hashes` takes numbers of links by chain id, and returns the chainHash of each link that exists.
    """

    heads: Callable[[int], Iterable[Head]]
    hashes: Callable[[Mapping[str, int]], Mapping[str, str]]


chain_kinds: Registry[ChainKind] = Registry("kinds of chains")


def of(organization_id: int) -> Iterator[Head]:
    """The heads of all chains of an organization that have a link."""
    for kind in chain_kinds.all().values():
        yield from (head for head in kind.heads(organization_id) if head.length)


def hashes(asked: Mapping[str, int]) -> dict[str, str]:
    """The chainHash of each chain's link of that number; chains without such a link are left out."""
    return {chain: found for kind in chain_kinds.all().values() for chain, found in kind.hashes(asked).items()}
