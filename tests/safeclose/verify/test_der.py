import pytest

from safeclose.verify.container import MAX_CONTAINER_BYTES, open_container
from safeclose.verify.der import children, only, read
from safeclose.verify.findings import CheckError


def test_values_are_cut_out_as_they_were_written():
    first, rest = read(bytes.fromhex("3003020105ff"))
    assert (first.tag, first.content, first.encoded, rest) == (
        0x30,
        bytes.fromhex("020105"),
        bytes.fromhex("3003020105"),
        b"\xff",
    )
    assert only(first, 0x30).content == b"\x05"
    long, rest = read(b"\x04\x82\x01\x00" + bytes(256))
    assert (len(long.content), rest) == (256, b"")
    assert read(b"\x04\x81\x80" + bytes(128))[0].content == bytes(128)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "ends too early"),
        ("30", "ends too early"),
        ("300100"[:4], "ends too early"),
        ("0482ff", "ends too early|not written as DER"),
        ("048100", "not written as DER"),
        ("04817f" + "00" * 127, "not written as DER"),
        ("04820080" + "00" * 128, "not written as DER"),
        ("0480" + "0000", "not written as DER"),
        ("04850000000001" + "00", "not written as DER"),
    ],
)
def test_lengths_have_one_way_to_be_written(written, said):
    with pytest.raises(CheckError, match=said):
        read(bytes.fromhex(written))


def test_what_is_inside_must_be_whole_and_what_was_expected():
    with pytest.raises(CheckError, match="ends too early"):
        children(read(bytes.fromhex("3002020f"))[0])
    with pytest.raises(CheckError, match="tag 0x30 where 0x31 belongs"):
        children(read(bytes.fromhex("3000"))[0], 0x31)
    with pytest.raises(CheckError, match="2 values where one belongs"):
        only(read(bytes.fromhex("300405000500"))[0], 0x30)


def test_a_container_has_a_size_in_which_it_is_read_quickly():
    with pytest.raises(CheckError, match="too large"):
        open_container(b"00" * (MAX_CONTAINER_BYTES + 1))
