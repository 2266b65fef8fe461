"""Filters of streams, which qpdf and other writers change when they write a file again."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from documents.intake.opening import LOST, opened
from documents.intake.presenting import prepare
from documents.intake.stream_filters import SPOILT, settle_filters
from safeclose.child_processes.confined import UnfitError
from tests.evidence_examples import plain_pdf, saved, typeset_pdf

PACKED = zlib.compress(b"0 g")
IDENTITY = Dictionary(Type=Name.CryptFilterDecodeParms, Name=Name.Identity)
NOTHING = (None, None)
FLATE = (Name.FlateDecode, None)


def entries(stream: Object) -> tuple[object, object]:
    return stream.get(Name.Filter), stream.get(Name.DecodeParms)


@pytest.mark.parametrize(
    ("data", "filters", "parameters", "settled"),
    [
        (b"", Name.FlateDecode, None, NOTHING),
        (b"", Array([Name.FlateDecode]), Array([Dictionary(Predictor=1)]), NOTHING),
        (b"0 g", Array(), Array(), NOTHING),
        (b"0 g", None, Dictionary(), NOTHING),
        (b"0 g", Name.Crypt, IDENTITY, NOTHING),
        (b"0 g", Array([Name.Crypt, Name.Crypt]), Array([None, IDENTITY]), NOTHING),
        (PACKED, Array([Name.Fl]), None, FLATE),
        (PACKED, Name.FlateDecode, Dictionary(), FLATE),
        (PACKED, Array([Name.FlateDecode]), Array([None]), FLATE),
        (PACKED, Array([Name.Crypt, Name.FlateDecode]), Array([IDENTITY, None]), FLATE),
        (PACKED, Name.FlateDecode, Dictionary(Predictor=1), (Name.FlateDecode, Dictionary(Predictor=1))),
        (b"302067>", Name.AHx, Dictionary(Columns=1), (Name.ASCIIHexDecode, None)),
        (
            PACKED.hex().encode() + b">",
            Array([Name.AHx, Name.Fl]),
            Array([None, Dictionary(Predictor=1)]),
            (Array([Name.ASCIIHexDecode, Name.FlateDecode]), Array([None, Dictionary(Predictor=1)])),
        ),
        (b"\x020 g\x80", Name.RunLengthDecode, None, NOTHING),
    ],
)
def test_filters_have_their_full_names_and_what_does_nothing_is_dropped(
    data: bytes, filters: Object | None, parameters: Object | None, settled: tuple[object, object]
) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        stream = _packed(pdf, data, filters, parameters)
        settle_filters(pdf)
        assert entries(stream) == settled
        assert stream.read_bytes() == (b"0 g" if data else b"")


def _packed(pdf: Pdf, data: bytes, filters: Object | None, parameters: Object | None) -> Stream:
    stream = pdf.make_stream(data)
    if filters is not None:
        stream.Filter = filters
    if parameters is not None:
        stream.DecodeParms = parameters
    pdf.pages[0].obj.Contents = stream
    return stream


@pytest.mark.parametrize(
    ("filters", "parameters", "sentence"),
    [
        (Name.Unheard, None, SPOILT),
        (Name.FlateDecode, None, SPOILT),  # it is not
        (Array([7]), None, SPOILT),
    ],
)
def test_content_that_cannot_be_unpacked_is_refused(filters: Object, parameters: Object | None, sentence: str) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        _packed(pdf, b"0 g", filters, parameters)
        out = BytesIO()
        pdf.save(out, compress_streams=False)
    with pytest.raises(UnfitError) as refusal:
        prepare(out.getvalue())
    assert str(refusal.value) == sentence


def test_content_with_an_encryption_of_its_own_is_refused() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        _packed(pdf, b"0 g", Name.Crypt, Dictionary(Name=Name.StdCF))
        with pytest.raises(UnfitError, match=r"^The PDF is encrypted in parts\.$"):
            settle_filters(pdf)


def test_a_page_that_qpdf_cannot_read_is_not_left_out_without_a_word() -> None:
    with pikepdf.open(BytesIO(plain_pdf(2))) as pdf:
        pdf.pages[0].obj.Odd = String("x" * 30)
        content = saved_plainly(saved(pdf)).replace(b"(" + b"x" * 30 + b")", b"9" * 32)
    with pytest.raises(UnfitError) as refusal, opened(content, repair=False):
        pass
    assert str(refusal.value) == LOST


def saved_plainly(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def test_names_that_are_not_utf_8_are_sealed() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        content = saved(pdf)
    renamed = saved_plainly(content).replace(b"/F1", b"/\xfc1")
    assert b"#fc1" in prepare(renamed).file or b"/\xfc1" in prepare(renamed).file


def test_styles_with_names_that_are_not_utf_8_are_kept_and_sealed() -> None:
    with pikepdf.open(BytesIO(typeset_pdf())) as pdf:
        pdf.Root.StructTreeRoot.RoleMap = Object.parse(b"<< /#dcberschrift /P >>")
        found = prepare(saved(pdf))
    assert found.data["leftOut"] == []
    assert b"berschrift /P" in found.file


def test_content_of_which_qpdf_would_lose_the_rest_when_it_is_written_again_is_refused() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        errors = b") } >> " * 20  # a state that was not saved is restored: the content has to be written again
        pdf.pages[0].obj.Contents = pdf.make_stream(b"Q " + errors + b" 0 0 100 100 re f")
        content = saved(pdf)
    with pytest.raises(UnfitError) as refusal:
        prepare(content)
    assert str(refusal.value) == LOST
