"""Not a single bit of a sealed file may change unseen, wherever it stands."""

import random
import re
from hashlib import sha256

import pytest

from safeclose.verify import verify
from safeclose.verify.container import check_signature, open_container
from safeclose.verify.findings import CheckError
from safeclose.verify.seal import find_seal
from tests.evidence_examples import sealed_example, sealing_key
from tests.thorough import THOROUGH

CHANCE = random.Random(2026)  # the same sample at each run


def test_a_container_with_one_changed_bit_is_refused():
    """The signature does not cover its own container: there, everything is fixed by its place or its meaning.

    Usually two bits of each byte: one that can make another hexadecimal digit of it, and one that hardly can.
    """
    pdf, (begin, after, end) = sealed_example(), find_seal(sealed_example())[0]
    digest = sha256(pdf[:begin] + pdf[after:end]).digest()
    check_signature(open_container(pdf[begin + 1 : after - 1]), digest)
    unseen = []
    for at in range(begin + 1, after - 1):
        for bit in range(8) if THOROUGH else (at % 3, 3 + at % 5):
            changed = bytearray(pdf[begin + 1 : after - 1])
            changed[at - begin - 1] ^= 1 << bit
            try:
                check_signature(open_container(bytes(changed)), digest)
            except (CheckError, ValueError):
                continue
            unseen.append((at, bit))
    assert unseen == []


PATTERNS = {
    "names": rb"/[A-Za-z]+",
    "objects": rb"\d+ 0 obj",
    "references": rb"\d+ 0 R",
    "table": rb"\d{10} \d{5} n",
    "streams": rb"stream\n.{40}",
    "texts": rb"\([^)]*\)",
    "hashes": rb"[0-9a-f]{64}",
    "json": rb'"[A-Za-z]+":',
    "anywhere": rb".",
}


def offsets(kind):
    pdf, (begin, after, end) = sealed_example(), find_seal(sealed_example())[0]
    fixed = {
        "header": range(8),
        "seal dictionary": [*range(begin - 90, begin + 1), *range(after - 1, after + 120)],
        "container": range(begin + 1, after - 1),
        "padding": range(after - 200, after - 1),
        "trailer": range(end - 200, end),
    }
    if kind in fixed:
        return list(fixed[kind])
    return [at for match in re.finditer(PATTERNS[kind], pdf, re.DOTALL) for at in range(*match.span())]


@pytest.mark.parametrize("kind", ["header", "seal dictionary", "container", "padding", "trailer", *PATTERNS])
def test_a_file_with_one_changed_bit_is_judged_altered(kind):
    found = offsets(kind)
    for at in CHANCE.sample(found, min(25, len(found))):
        pdf = bytearray(sealed_example())
        pdf[at] ^= 1 << CHANCE.randrange(8)
        report = verify(bytes(pdf), trust=[sealing_key().certificate])
        assert (report.result, report.about) == ("altered", {}), at
        # It is found out before anything is parsed as a PDF.
        assert report.checks[-1].name in {"seal", "coverage", "signature"}, at


def test_no_changed_byte_is_genuine_even_without_trust():
    for at in CHANCE.sample(range(len(sealed_example())), 60):
        pdf = bytearray(sealed_example())
        pdf[at] = (pdf[at] + CHANCE.randrange(1, 256)) % 256
        assert verify(bytes(pdf)).result == "altered"


def test_a_part_of_the_file_is_not_genuine():
    for end in [0, 1, 7, 500, *CHANCE.sample(range(len(sealed_example())), 40), len(sealed_example()) - 1]:
        assert verify(sealed_example()[:end], trust=[sealing_key().certificate]).result in {"altered", "unknown"}
        assert verify(sealed_example()[end + 1 :], trust=[sealing_key().certificate]).result != "genuine"


def test_the_whole_file_is_genuine():
    assert verify(sealed_example(), trust=[sealing_key().certificate]).result == "genuine"
