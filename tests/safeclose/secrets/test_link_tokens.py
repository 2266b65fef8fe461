"""Secrets that open one door."""

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from safeclose.secrets import link_tokens


def test_fresh_tokens_have_256_bits_and_are_stored_hashed() -> None:
    found = [link_tokens.fresh() for _ in range(100)]
    assert len({token for token, _ in found}) == 100
    for token, stored in found:
        assert re.fullmatch(r"[\w-]{43}", token, re.ASCII)  # 256 bits
        assert stored == hashlib.sha256(token.encode()).hexdigest() == link_tokens.hashed(token)


@given(st.text(st.characters(), max_size=50))
def test_anything_has_a_hash(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", link_tokens.hashed(text))


def test_a_lone_surrogate_has_a_hash_too() -> None:
    assert link_tokens.hashed("\ud800") == hashlib.sha256(b"?").hexdigest()
