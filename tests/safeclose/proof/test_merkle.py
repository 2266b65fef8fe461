"""Merkle trees, against the definition of RFC 6962 and against whoever would forge a proof."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeclose.proof import merkle

LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=40)


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*path(index, leaves[:split]), defined(leaves[split:])]
    return [*path(index - split, leaves[split:]), defined(leaves[:split])]


def hashed(leaves: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(leaf) for leaf in leaves]


@pytest.mark.parametrize("size", range(70))
def test_root_and_proofs_are_those_of_the_definition(size: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    hashes = hashed(leaves)
    assert merkle.root(hashes) == defined(leaves)
    for index in range(size):
        proof = merkle.inclusion_proof(hashes, index)
        assert proof == path(index, leaves)
        assert merkle.root_from(hashes[index], index, size, proof) == defined(leaves)


def test_roots_are_those_of_the_reference_implementation() -> None:
    """Those of the reference implementation of Certificate Transparency."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = hashed([bytes.fromhex(one) for one in inputs])
    assert merkle.root(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(hashes[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert merkle.root(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("width", [2, 4, 256])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8, 15, 16, 17, 64, 65, 300])
def test_proofs_of_tiles_are_those_of_the_definition(size: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merkle, "TILE_HASHES", width)
    leaves = [b"%d" % number for number in range(size)]
    found = list(merkle.tiles(iter(hashed(leaves))))
    tiles = {(level, number): hashes for level, number, hashes in found}
    assert len(tiles) == len(found)
    assert merkle.root(found[-1].hashes) == defined(leaves)
    for index in range(size):
        above = merkle.tiles_above(index, size)
        proof = merkle.inclusion_proof_of_tiles([tiles[place] for place in above], index)
        assert proof == path(index, leaves)
        assert above[-1] == max(tiles)


def test_no_leaves_have_no_tiles() -> None:
    assert list(merkle.tiles([])) == []


@given(LEAVES, st.data())
def test_a_proof_is_for_its_leaf_its_place_and_its_size(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    hashes, root = hashed(leaves), merkle.root(hashed(leaves))
    proof = merkle.inclusion_proof(hashes, index)
    other = data.draw(st.binary(max_size=40).filter(lambda leaf: leaf != leaves[index]))
    assert merkle.root_from(merkle.leaf_hash(other), index, len(leaves), proof) != root
    elsewhere = data.draw(st.integers(-3, len(leaves) + 3).filter(lambda place: place != index))
    if not 0 <= elsewhere < len(leaves) or leaves[elsewhere] != leaves[index]:
        assert merkle.root_from(hashes[index], elsewhere, len(leaves), proof) != root
    assert merkle.root_from(hashes[index], index, len(leaves), [*proof, bytes(32)]) is None
    if proof:
        assert merkle.root_from(hashes[index], index, len(leaves), proof[:-1]) != root
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        assert merkle.root_from(hashes[index], index, len(leaves), [*proof[:at], flipped, *proof[at + 1 :]]) != root


@given(LEAVES, LEAVES)
def test_no_two_lists_of_leaves_have_one_root(one: list[bytes], other: list[bytes]) -> None:
    assert (merkle.root(hashed(one)) == merkle.root(hashed(other))) == (one == other)


@given(st.lists(st.binary(max_size=40), min_size=2, max_size=20))
def test_a_row_of_nodes_does_not_pass_for_leaves(leaves: list[bytes]) -> None:
    """The second preimage that trees without prefixes have, at every size."""
    hashes = hashed(leaves)
    row = [hashes[at] + hashes[at + 1] for at in range(0, len(hashes) - 1, 2)]
    row += [hashes[-1]] if len(hashes) % 2 else []
    assert merkle.root(hashed(row)) != merkle.root(hashes)


@pytest.mark.parametrize("index", [-1, 3, 100])
def test_there_is_no_proof_for_what_is_not_there(index: int) -> None:
    with pytest.raises(IndexError, match=f"There is no leaf {index} among 3"):
        merkle.inclusion_proof(hashed([b"a", b"b", b"c"]), index)


def test_nothing_is_in_an_empty_tree() -> None:
    assert merkle.root([]) == sha256(b"").digest()
    assert merkle.root_from(bytes(32), 0, 0, []) is None
