"""A strict parser for DER (X.690), in which each value has one encoding."""

from typing import NamedTuple

from safeclose.sentences import sentence
from safeclose.verify.findings import CheckError


class Node(NamedTuple):
    """A tag, its content, and the whole encoding."""

    tag: int
    content: bytes
    encoded: bytes


def read(data: bytes) -> tuple[Node, bytes]:
    """The first value in `data`, and the bytes after it. Raises CheckError unless it is strict DER."""
    if len(data) < 2:
        raise CheckError(sentence("The container ends too early."))
    length, start = data[1], 2
    if length >= 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:start], "big")
        if len(data) < start or start > 6 or length < 0x80 or data[2] == 0:
            raise CheckError(sentence("A length in the container is not written as DER demands."))
    end = start + length
    if end > len(data):
        raise CheckError(sentence("The container ends too early."))
    return Node(data[0], data[start:end], data[:end]), data[end:]


def children(node: Node, tag: int | None = None) -> list[Node]:
    """The values inside a constructed value, which must have the given tag."""
    if tag is not None and node.tag != tag:
        raise CheckError(
            sentence(
                "The container holds tag {found} where {expected} belongs.",
                found=f"{node.tag:#04x}",
                expected=f"{tag:#04x}",
            )
        )
    found, rest = [], node.content
    while rest:
        child, rest = read(rest)
        found.append(child)
    return found


def only(node: Node, tag: int) -> Node:
    """The one value inside a constructed value with this tag."""
    inside = children(node, tag)
    if len(inside) != 1:
        raise CheckError(sentence("The container holds {found} values where one belongs.", found=len(inside)))
    return inside[0]
