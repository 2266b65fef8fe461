"""Files made to break their reader. Each gets a report."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeclose.verify import verify
from tests.evidence_examples import example, plain_pdf, sealed_example, sealing_key, typeset_pdf

FORMAT = b'{"format":"safeclose-evidence/1",'


def judged(**files):
    return verify(**files, trust=[sealing_key().certificate])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF\n",
        b"\xff" * 1000,
        b"[]",
        b"{}",
        b"null",
        b"1e999",
        b"1" * 10_000,
        b"[" * 100_000,
        b'{"format":' * 50_000,
        FORMAT + b'"events":' + b"[" * 100_000,
        FORMAT + b'"events":' + b"9" * 10_000 + b"}",
        FORMAT + b'"events":NaN}',
        FORMAT + b'"subject":"\\ud800"}',
        '{"format":"safeclose-evidence/1"}'.encode("utf-16"),
        b"(SafecloseSeal)",
        b"/ByteRange [ 0 36 0 0 ] /Contents <",
        b"/ByteRange [ 0 9999999999 9999999999 9999999999 ] /Contents <",
        b"/ByteRange [ 0 34 36 0 ] /Contents <> /Filter /Adobe.PPKLite /M (D:99999999999999Z) \n%%EOF\n",
        plain_pdf()[:300],
        typeset_pdf("Not sealed."),
    ],
    ids=range(23),
)
def test_no_garbage_is_genuine_or_ends_the_verification(data):
    for files in (
        {"pdf": data},
        {"bundle": data},
        {"pdf": data, "bundle": data},
        {"pdf": data, "bundle": example().bundle},
    ):
        report = judged(**files)
        assert report.result in {"altered", "unknown"}
        assert report.checks
        assert report.summary


def test_no_files_at_all_are_judged_unknown():
    assert judged().result == "unknown"


def container_of(der: bytes) -> bytes:
    """A file whose seal holds these bytes and covers all else."""
    body = b"%%PDF-1.7\n/ByteRange [ 0 %010d %010d %010d ] /Contents <"
    begin = len(body % (0, 0, 0)) - 1
    closing = b"> /Filter /Adobe.PPKLite /M (D:20260501130000Z) \n%%EOF\n"
    after = begin + 2 * len(der) + 2
    return body % (begin, after, len(closing) - 1) + der.hex().upper().encode() + closing


@given(st.binary(min_size=1, max_size=200))
def test_random_bytes_as_a_container_are_judged_altered(der):
    assert judged(pdf=container_of(der)).result == "altered"


@pytest.mark.parametrize(
    "der",
    [
        b"\x30\x80",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x89" + b"\xff" * 9,
        b"\x30\x82\x00\x01\x00",
        b"\x30\x81\x01\x00",
        b"\x30\x00" * 30_000,
        b"\x30\x83\x00\xea\x60" + b"\x30\x00" * 30_000,
        b"\0" * 70_000,
    ],
    ids=range(8),
)
def test_a_container_with_odd_lengths_is_judged_altered(der):
    assert judged(pdf=container_of(der)).result == "altered"


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(["pdf", "bundle"]))
def test_a_file_with_shuffled_pieces_is_not_genuine(chance: random.Random, kind):
    genuine = sealed_example() if kind == "pdf" else example().bundle
    cuts = sorted(chance.sample(range(len(genuine)), 3))
    pieces = [genuine[: cuts[0]], genuine[cuts[0] : cuts[1]], genuine[cuts[1] : cuts[2]], genuine[cuts[2] :]]
    chance.shuffle(pieces)
    shuffled = b"".join(pieces)
    assert (judged(**{kind: shuffled}).result == "genuine") == (shuffled == genuine)


def test_a_file_of_decoys_takes_no_time_worth_speaking_of():
    """Each says that it is the seal; a reader that tried them all would hash the file once for each."""
    decoy = b"/ByteRange [ 0 %010d 0000000099 0000000001 ] /Contents <"
    size = len(decoy % 0)
    file = b"".join(decoy % ((number + 1) * size - 1) for number in range(20_000))
    assert judged(pdf=file).result == "altered"
