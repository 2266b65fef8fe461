"""The order in which signers sign by link."""

from collections.abc import Iterable
from typing import Protocol

from signing.ceremony.lifecycle import SignerStatus

OUT_OF_TURN = "Someone else signs first; it is not this signer's turn yet."


class OrderedSigner(Protocol):
    """A signer with a place in the order, from 1. Several may have the same place."""

    order: int
    status: str


def is_turn(signer: OrderedSigner, signers: Iterable[OrderedSigner], *, is_sequential: bool) -> bool:
    """Whether a signer may sign now: in sequence, after everyone of a lower order has signed."""
    return not is_sequential or all(one.status == SignerStatus.SIGNED for one in signers if one.order < signer.order)


def is_signed_by_all(signers: Iterable[OrderedSigner]) -> bool:
    """Whether nobody has still to sign."""
    return all(one.status == SignerStatus.SIGNED for one in signers)
