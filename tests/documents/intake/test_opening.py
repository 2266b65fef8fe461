"""Files with small faults that ordinary programs leave, and files of which something would be lost."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, StreamDecodeLevel, String

from documents.intake.opening import LOST, REPAIRED
from documents.intake.presenting import presentable
from documents.intake.stream_filters import SPOILT
from safeclose.child_processes.confined import UnfitError
from tests.evidence_examples import plain_pdf, saved


def unpacked() -> bytes:
    """Every object at its place in the file, with a table of where."""
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        out = BytesIO()
        pdf.save(out, stream_decode_level=StreamDecodeLevel.generalized, compress_streams=False)
        return out.getvalue()


def replaced(old: bytes, new: bytes) -> bytes:
    """`unpacked`, with something else in it and with a table that is right nevertheless."""
    content = unpacked()
    assert old in content
    body = content[: content.rindex(b"xref\n", 0, content.rindex(b"startxref"))].replace(old, new)
    places = {int(found[1]): found.start() for found in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    size = max(places) + 1
    table = [b"%010d 00000 n \n" % places[number] for number in range(1, size)]
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return b"%b%b%btrailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        body, head, b"".join(table), size, len(body),
    )  # fmt: skip


def words(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def changed(pdf: Pdf, **entries: object) -> None:
    for name, value in entries.items():
        pdf.Root[Name("/" + name)] = value


@pytest.mark.parametrize("length", [b"0", b"20", b"38", b"42", b"9999"])
def test_a_page_whose_length_is_stated_wrongly_keeps_its_words(length: bytes) -> None:
    assert words(presentable(replaced(b"/Length 39", b"/Length " + length)).pdf) == words(plain_pdf())


@pytest.mark.parametrize("instead", [b"/Lengte ", b"/Length /"])
def test_a_page_whose_length_is_not_stated_keeps_its_words(instead: bytes) -> None:
    content = replaced(b"/Length ", instead)
    assert words(presentable(content).pdf) == words(plain_pdf())


@pytest.mark.parametrize("number", range(3, 9))
def test_nothing_is_lost_of_a_file_whose_table_names_wrong_places(number: int) -> None:
    content = unpacked()
    place = b"%010d 00000 n" % content.index(b"\n%d 0 obj" % number)
    right = b"%010d 00000 n" % (int(place[:10]) + 1)
    assert right in content
    with pytest.raises(UnfitError, match=f"^{re.escape(REPAIRED)}$"):
        presentable(content.replace(right, b"%010d 00000 n" % (int(place[:10]) + 3)))
    with pytest.raises(UnfitError, match=f"^{re.escape(REPAIRED)}$"):
        presentable(content.replace(right, right.replace(b"00000", b"00003")))


@pytest.mark.parametrize("fault", [b"/A 99999999999999999999", b"/A 0x0", b"/A <4q>", b"/A >", b"1 2", b"/A << /B >>"])
def test_an_object_that_readers_parse_differently_is_refused(fault: bytes) -> None:
    content = replaced(b"/BaseFont", fault + b" /BaseFont")
    with pytest.raises(UnfitError, match=f"^{re.escape(LOST)}$"):
        presentable(content)


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"Content-Type: application/pdf\r\n\r\n", b" " * 1019])
@pytest.mark.parametrize("after", [b"", b"\r\n\r\n", bytes(5000)])
def test_what_mailers_and_disks_put_around_a_pdf_is_no_part_of_it(before: bytes, after: bytes) -> None:
    assert presentable(before + plain_pdf() + after) == presentable(plain_pdf())


def test_a_header_further_on_is_none() -> None:
    with pytest.raises(UnfitError, match=r"^The file is not a PDF\.$"):
        presentable(b" " * 1020 + plain_pdf())


@pytest.mark.parametrize(("packed", "packing"), [(b"x\x9cgarbage", Name.FlateDecode), (b"q Q", Name.FooDecode)])
def test_content_that_can_not_be_unpacked_is_not_called_too_large(packed: bytes, packing: Name) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"")
        pdf.pages[0].obj.Contents.write(packed, filter=packing)
        out = BytesIO()
        pdf.save(out, stream_decode_level=StreamDecodeLevel.none)
    with pytest.raises(UnfitError, match=f"^{re.escape(SPOILT)}$"):
        presentable(out.getvalue())


LEFT_EMPTY = {
    "files": {"Names": Dictionary(EmbeddedFiles=Dictionary(Names=Array()))},
    "scripts": {"Names": Dictionary(JavaScript=Dictionary(Kids=Array()))},
    "associated files": {"AF": Array()},
    "actions": {"AA": Dictionary()},
    "opening": {"OpenAction": Dictionary()},
}


@pytest.mark.parametrize("entries", LEFT_EMPTY.values(), ids=LEFT_EMPTY)
def test_lists_that_a_program_has_emptied_are_no_files_and_no_scripts(entries: dict[str, object]) -> None:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        changed(pdf, **entries)
        pdf.pages[0].obj.AA = Dictionary()
        content = saved(pdf)
    assert presentable(content) == presentable(plain_pdf())


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        (LEFT_EMPTY["files"] | {"AF": Array([Dictionary()])}, "The PDF contains other files."),
        ({"Names": Dictionary(JavaScript=Dictionary(Names=Array(["a", 1])))}, "The PDF contains scripts."),
        ({"AA": Dictionary(WC=Dictionary())}, "The PDF has actions of its own."),
        ({"OpenAction": Dictionary(S=Name.Named)}, "The PDF has an action that starts when it is opened."),
    ],
)
def test_lists_with_something_in_them_are_refused(entries: dict[str, object], why: str) -> None:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        changed(pdf, **entries)
        content = saved(pdf)
    with pytest.raises(UnfitError, match=f"^{re.escape(why)}$"):
        presentable(content)


TAGS = {
    "no entries": {"ParentTree": Dictionary(), "IDTree": Dictionary(Names=Array())},
    "no kids": {"ParentTree": Dictionary(Kids=Array()), "IDTree": Dictionary()},
    "other types": {"RoleMap": Array(), "ClassMap": 1, "ParentTreeNextKey": String("1"), "IDTree": Array()},
    "content for elements": {"K": Array([0, 1])},
}


@pytest.mark.parametrize("entries", TAGS.values(), ids=TAGS)
def test_faults_in_tags_do_not_keep_a_file_from_being_sealed(entries: dict[str, object]) -> None:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        root = Dictionary(Type=Name.StructTreeRoot, K=Array())
        for name, value in entries.items():
            root[Name("/" + name)] = value
        pdf.Root.StructTreeRoot = pdf.make_indirect(root)
        content = saved(pdf)
    assert presentable(content).page_count == 2


def test_names_from_before_unicode_are_bytes() -> None:
    with pikepdf.open(BytesIO(replaced(b"/F1", b"/\xcb"))) as pdf:
        content = saved(pdf)
    found = presentable(content)
    assert words(found.pdf) == words(plain_pdf())
    assert presentable(found.pdf) == found


def test_a_box_that_begins_at_minus_zero_stays_as_it_is() -> None:
    found = presentable(replaced(b"/MediaBox [ 0 0", b"/MediaBox [ -.0 0"))
    assert presentable(found.pdf) == found
