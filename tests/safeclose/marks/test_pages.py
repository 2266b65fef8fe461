"""Marks on pages: the exact objects, and what other programs see of them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from safeclose.marks.definitions import Mark, MarkKind
from safeclose.marks.drawings import Drawing
from safeclose.marks.pages import INK, check_drawable, draw, in_visual_order
from safeclose.marks.placed import MarksError, PutMark
from safeclose.verify.pages import page_fingerprints
from tests import programs
from tests.evidence_examples import plain_pdf, saved, typeset_pdf
from tests.mark_examples import letters, pen

AT = datetime(2026, 11, 29, 6, 40, tzinfo=UTC)
CAPTION = "2026-11-29 06:40 UTC · event 5"
# A drawing that fills its box.
BLOCK = Drawing("X", (0, 0, 1000, 1000), outlines="M 0 0 L 1000 0 L 1000 1000 L 0 1000 Z")
NAMES = ["Bea Buyer", "Chloé Lefèvre-Ünal", "李明", "محمد علي", "דוד כהן", "Ann דוד Lee", "😀 Zed"]


def put(
    kind: MarkKind = MarkKind.SIGNATURE,
    place: tuple[float, float, float, float] = (72, 600, 180, 36),
    *,
    page: int = 1,
    drawing: Drawing | None = None,
    caption: Drawing | None = None,
) -> PutMark:
    mark = Mark("m", page, *place, kind, signer="sgr_1")
    return PutMark(mark, "d" * 64, "signer", 5, AT, "Bea", drawing, caption, drawing.text if drawing else "")


def marked(pdf: bytes, marks: Iterable[PutMark]) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as opened:
        draw(opened, marks)
        return saved(opened)


def first_form(pdf: Pdf) -> Any:
    return pdf.pages[0].obj.Resources.XObject["/SafecloseMarks"]


def unparsed(value: Any) -> bytes:
    return bytes(value.unparse(resolved=True))


# The exact bytes


def test_the_content_of_a_form_is_exact():
    marks = [
        put(drawing=Drawing.read(letters("Al")), caption=Drawing.read(letters("e5"))),
        put(MarkKind.INITIALS, (10, 20, 40, 20), drawing=Drawing.read(pen("Al"))),
        put(MarkKind.CHECKBOX, (10.5, 50, 12, 20)),
        put(MarkKind.TEXT, (10, 80, 2, 20), drawing=Drawing("", (0, -800, 500, 200), outlines="M 0 0 C 1 2 3 4 5 6 Z")),
    ]
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        (changed,) = draw(pdf, marks)
        form = first_form(pdf)
        assert form.objgen == changed.form.objgen
        assert unparsed(form.BBox) == b"[ 0.000000 0.000000 612.000000 792.000000 ]"
        assert unparsed(form.Matrix) == b"[ 1.000000 0.000000 0.000000 -1.000000 0.000000 792.000000 ]"
        assert form.read_raw_bytes().decode().split("\n") == [
            "/Figure <</MCID 0>> BDC",
            "q 0.029000 0 0 0.029000 72.000000 623.200000 cm",
            f"{INK} rg",
            "0 0 m 0 -365 l 400 -700 l 400 0 l h 500 0 m 500 -408 l 900 -700 l 900 0 l h f",
            "Q",
            "BT 29.000000 0 0 -29.000000 72.000000 621.750000 Tm",
            "/F0 1 Tf <0001> Tj",
            "ET",
            "q 0.006000 0 0 0.006000 72.000000 634.800000 cm",
            "0.4 0.4 0.4 rg",
            "0 0 m 0 -401 l 400 -700 l 400 0 l h 500 0 m 500 -353 l 900 -700 l 900 0 l h f",
            "Q",
            "BT 6.000000 0 0 -6.000000 72.000000 634.500000 Tm",
            "/F0 1 Tf <0203> Tj",
            "ET",
            "EMC",
            "/Figure <</MCID 1>> BDC",
            "q 0.010000 0 0 0.010000 10.000000 25.000000 cm",
            f"{INK} RG 1 J 1 j 120.000000 w",
            "0 1500 m 700 0 l 1400 1500 l 2000 900 m 4000 700 l S",
            "Q",
            "BT 40.000000 0 0 -15.000000 10.000000 36.250000 Tm",
            "/F0 1 Tf <0001> Tj",
            "ET",
            "EMC",
            "/Figure <</MCID 2>> BDC",
            f"q {INK} RG 1 J 1.200000 w",
            "12.900000 56.400000 m 20.100000 63.600000 l 12.900000 63.600000 m 20.100000 56.400000 l S",
            "Q",
            "BT 24.000000 0 0 -12.000000 10.500000 63.000000 Tm",
            "/F0 1 Tf <04> Tj",
            "ET",
            "EMC",
            "/Figure <</MCID 3>> BDC",
            "q 0.004000 0 0 0.004000 10.000000 99.200000 cm",
            f"{INK} rg",
            "0 0 m 1 2 3 4 5 6 c h f",
            "Q",
            "EMC",
        ]


def test_the_letters_for_extraction_are_one_font_of_a_form():
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        draw(pdf, [put(drawing=Drawing.read(letters("Aé😀A")))])
        font = first_form(pdf).Resources.Font.F0
        assert unparsed(font.Widths) == b"[ 500 500 500 ]"
        assert unparsed(font.FontMatrix) == b"[ 0.001000 0.000000 0.000000 0.001000 0.000000 0.000000 ]"
        assert unparsed(font.FontBBox) == b"[ 0 -250 500 750 ]"
        assert unparsed(font.Encoding) == b"<< /Differences [ 0 /empty /empty /empty ] /Type /Encoding >>"
        assert font.CharProcs.empty.read_raw_bytes() == b"500 0 d0"
        assert font.ToUnicode.read_raw_bytes().decode().split("\n") == [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CMapName /SafecloseMarks def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            "3 beginbfchar",
            "<00> <0041>",
            "<01> <00E9>",
            "<02> <D83DDE00>",
            "endbfchar",
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]


def test_the_streams_of_the_page_stay_between_two_more():
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        before = [each.objgen for each in pdf.pages[0].obj.Contents]
        draw(pdf, [put(drawing=BLOCK)])
        first, *own, last = pdf.pages[0].obj.Contents
        assert [each.objgen for each in own] == before
        assert first.read_raw_bytes() == b"q\n"
        assert last.read_raw_bytes() == b"\nQ q /SafecloseMarks Do Q\n"


# The page as it was


def test_pages_share_the_streams_around_their_content_and_the_fonts_of_their_marks():
    drawing = Drawing.read(letters("Al"))
    with pikepdf.open(BytesIO(plain_pdf(3))) as pdf:
        changed = draw(pdf, [put(page=page, place=(72, 100 * page, 180, 36), drawing=drawing) for page in (1, 2, 3)])
        contents = [page.obj.Contents for page in pdf.pages]
        assert len({(each[0].objgen, each[-1].objgen) for each in contents}) == 1
        assert len({each.form.Resources.objgen for each in changed}) == 1
        assert len({each.form.objgen for each in changed}) == 3


def test_other_pages_stay_as_they_were_though_they_share_everything():
    with pikepdf.open(BytesIO(plain_pdf(3))) as pdf:
        shared = pdf.make_indirect(pdf.pages[0].obj.Resources)
        shared.XObject = pdf.make_indirect(Dictionary())
        for page in pdf.pages:
            del page.obj.Resources
            page.obj.Contents = pdf.pages[0].obj.Contents
        pdf.Root.Pages.Resources = shared
        presented = saved(pdf)
    with pikepdf.open(BytesIO(presented)) as one, pikepdf.open(BytesIO(marked(presented, [put(drawing=BLOCK)]))) as two:
        before, after = list(page_fingerprints(one)), list(page_fingerprints(two))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


@pytest.mark.parametrize("make", [plain_pdf, typeset_pdf])
def test_no_marks_change_nothing(make):
    with pikepdf.open(BytesIO(make())) as pdf:
        before = saved(pdf)
        assert draw(pdf, [put(drawing=None)]) == []
        assert saved(pdf) == before


def test_the_same_marks_give_the_same_file():
    marks = [put(drawing=Drawing.read(letters(name))) for name in NAMES]
    assert marked(plain_pdf(), marks) == marked(plain_pdf(), marks)


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_named(page):
    with pytest.raises(MarksError, match=f"A mark is on page {page}, and the document has 2."):
        marked(plain_pdf(), [put(page=page, drawing=BLOCK)])


# Where it is seen

WHITE = (255, 255, 255)


def ink(pdf: bytes, scale: float = 2) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is dark blue on the first page, in points, as another program shows it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        picture = opened[0].render(scale=scale).to_pil().convert("RGB")
    red, _, blue = (channel.point(lambda value: value) for channel in picture.split())
    blueish = [(b - r) > 60 for r, b in zip(red.tobytes(), blue.tobytes(), strict=True)]
    width = picture.width
    found = [divmod(at, width) for at, is_ink in enumerate(blueish) if is_ink]
    rows, columns = [row for row, _ in found], [column for _, column in found]
    edges = (min(columns), min(rows), max(columns) + 1, max(rows) + 1)
    return tuple(edge / scale for edge in edges)  # type: ignore[return-value]


def page_of(content: bytes | list[bytes] | None, **entries: Any) -> bytes:
    """One page of 200 by 300 points with this content."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 300)).obj
        del page.Contents
        if isinstance(content, list):
            page.Contents = Array([pdf.make_stream(each) for each in content])
        elif content is not None:
            page.Contents = pdf.make_stream(content)
        for name, value in entries.items():
            page[f"/{name}"] = value
        return saved(pdf)


@settings(max_examples=40, deadline=None)
@given(
    rotation=st.sampled_from([0, 90, 180, 270, 360, -90]),
    origin=st.tuples(st.integers(-50, 50), st.integers(-50, 50)),
    cropped=st.booleans(),
    x=st.integers(5, 60),
    y=st.integers(5, 60),
    side=st.integers(8, 30),
)
def test_a_mark_is_where_it_was_asked_for_however_the_page_is_turned_and_cropped(rotation, origin, cropped, x, y, side):
    left, bottom = origin
    boxes = {"MediaBox": Array([left, bottom, left + 200, bottom + 300]), "Rotate": rotation}
    if cropped:  # corners in another order, and beyond the sheet
        boxes["CropBox"] = Array([left + 150, bottom + 310, left + 20, bottom + 40])
    pdf = marked(page_of(b"", **boxes), [put(place=(x, y, side + 10, side), drawing=BLOCK)])
    assert ink(pdf) == pytest.approx((x, y, x + side, y + side), abs=0.6)


LEFTOVERS = {
    "balanced": b"q 1 0 0 1 50 50 cm Q",
    "no content": None,
    "empty": b"",
    "a matrix": b"0.5 0 0 0.5 30 40 cm",
    "saved states": b"q q 2 0 0 2 9 9 cm q",
    "a clip": b"0 0 1 1 re W n",
    "restored too often": b"Q 0.5 0 0 0.5 3 4 cm Q Q 0 0 1 1 re W n",
    "text": b"BT 100 100 Td 3 Tr 0 0 1 1 re W n",
    "marked content": b"/Artifact BMC q /P <</MCID 3>> BDC",
    "in two parts": [b"q 0.5 0 0 0.5 30 40", b"cm 1 0 0 rg BT (q)"],
    "a name like an operator": b"/Q Do (q Q q) pop % q q q\n q",
}


@pytest.mark.parametrize("content", LEFTOVERS.values(), ids=LEFTOVERS.keys())
def test_what_the_page_leaves_behind_does_not_move_marks(content):
    pdf = marked(page_of(content), [put(place=(20, 30, 25, 25), drawing=BLOCK)])
    assert ink(pdf) == pytest.approx((20, 30, 45, 55), abs=0.6)


@pytest.mark.parametrize(
    "content",
    [
        b"q BT (",
        b"[ 1 2",
        b"BT << /A",
        b"BI /W 9 /H 9 ID xx",
        b"<0a",
        b"q Q [ q Q",
        b"/P MP (",
        b"/P BMC <<",
        [b"(", b"q"],
    ],
)
def test_content_that_would_take_marks_in_is_refused(content):
    with pytest.raises(MarksError, match=r"The content of page 1 breaks off\."):
        marked(page_of(content), [put(drawing=BLOCK)])
    with pikepdf.open(BytesIO(page_of(content))) as pdf, pytest.raises(MarksError, match=r"of page 1 breaks off\."):
        check_drawable(pdf)


def test_marked_content_of_the_page_ends_before_the_marks():
    with pikepdf.open(BytesIO(page_of(b"/OC /hidden BDC /P BMC EMC BT"))) as pdf:
        draw(pdf, [put(drawing=BLOCK)])
        assert pdf.pages[0].obj.Contents[-1].read_raw_bytes() == b"\nET EMC Q q /SafecloseMarks Do Q\n"


@pytest.mark.parametrize(
    "resources",
    [None, Dictionary(), Dictionary(XObject=3)],
)
def test_a_page_without_resources_gets_some(resources):
    entries = {} if resources is None else {"Resources": resources}
    pdf = marked(page_of(b"", **entries), [put(place=(20, 30, 25, 25), drawing=BLOCK)])
    assert ink(pdf) == pytest.approx((20, 30, 45, 55), abs=0.6)


def test_a_name_that_the_page_uses_is_left_to_it():
    with pikepdf.open(BytesIO(page_of(b"q 30 0 0 30 100 100 cm /SafecloseMarks Do Q"))) as pdf:
        own = pdf.make_stream(b"0 0 1 rg 0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(SafecloseMarks=own, SafecloseMarks1=own))
        draw(pdf, [put(place=(20, 30, 25, 25), drawing=BLOCK)])
        assert list(pdf.pages[0].obj.Resources.XObject) == ["/SafecloseMarks", "/SafecloseMarks1", "/SafecloseMarks2"]
        assert pdf.pages[0].obj.Resources.XObject.SafecloseMarks.objgen == own.objgen
        assert ink(saved(pdf)) == pytest.approx((20, 30, 130, 200), abs=0.6)


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(list(MarkKind)),
    box=st.tuples(*[st.integers(-3000, 3000)] * 4),
    zone=st.tuples(st.floats(0.5, 150), st.floats(0.5, 150)),
    captioned=st.booleans(),
)
def test_nothing_is_outside_its_rectangle(kind, box, zone, captioned):
    left, right = sorted(box[::2])
    top, bottom = sorted(box[1::2])
    path = f"M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} Z"
    drawing = Drawing("Bea", (left, top, right, bottom), outlines=path)
    one = put(kind, (20, 30, *zone), drawing=drawing, caption=BLOCK if captioned else None)
    with pikepdf.open(BytesIO(page_of(b""))) as pdf:
        draw(pdf, [one])
        content = pikepdf.parse_content_stream(first_form(pdf))
    scale, x, y = 1.0, 0.0, 0.0
    for each in content:
        numbers = [float(operand) for operand in each.operands] if str(each.operator) in "cm l m" else []
        match str(each.operator):
            case "cm":
                scale, x, y = numbers[0], numbers[4], numbers[5]
            case "m" | "l" if kind != MarkKind.CHECKBOX or scale != 1:
                assert 20 - 0.01 <= x + scale * numbers[0] <= 20 + zone[0] + 0.01
                assert 30 - 0.01 <= y + scale * numbers[1] <= 30 + zone[1] + 0.01


def test_letters_have_a_greatest_size():
    """However large the rectangle: 30 points for signatures, 11 for what is entered, 6 for captions."""
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        kinds = (MarkKind.SIGNATURE, MarkKind.INITIALS, MarkKind.NAME, MarkKind.DATE, MarkKind.TEXT)
        draw(pdf, [put(kind, (0, 0, 500, 500), drawing=BLOCK) for kind in kinds] + [put(caption=BLOCK)])
        matrices = [each for each in pikepdf.parse_content_stream(first_form(pdf)) if str(each.operator) == "cm"]
    assert [float(each.operands[0]) for each in matrices] == [0.03, 0.03, 0.011, 0.011, 0.011, 0.006]


# What programs read there


def test_other_programs_find_names_and_dates_beside_the_line(needs, tmp_path):
    needs("pdftotext")
    marks = []
    for at, name in enumerate(NAMES):
        y = 100 + 60 * at
        signature, caption = Drawing.read(letters(name)), Drawing.read(letters(CAPTION))
        marks.append(put(place=(72, y, 180, 36), drawing=signature, caption=caption))
        marks.append(put(MarkKind.DATE, (300, y + 10, 80, 14), drawing=Drawing.read(letters("2026-11-29"))))
    (tmp_path / "marked.pdf").write_bytes(marked(page_of(b"", MediaBox=Array([0, 0, 612, 792])), marks))
    read = programs.run("pdftotext", tmp_path / "marked.pdf", "-", text=True).stdout
    with pypdfium2.PdfDocument(tmp_path / "marked.pdf") as opened:
        seen = opened[0].get_textpage().get_text_bounded()
    controls = str.maketrans("", "", "\u202a\u202b\u202c")
    lines = {line.strip() for line in read.translate(controls).splitlines()}
    assert lines >= {name for name in NAMES if "Ann" not in name}
    assert [line.rstrip() for line in seen.splitlines() if "2026" not in line] == NAMES
    assert read.count("2026-11-29") == seen.count("2026-11-29") == 2 * len(NAMES)
    assert read.count(CAPTION) == seen.count(CAPTION) == len(NAMES)


def test_long_names_over_narrow_strokes_keep_their_double_letters(needs, tmp_path):
    needs("pdftotext")
    name = "Sophie Larsen for Maple Street Holdings Inc."
    drawing = Drawing(name, (0, 0, 2000, 900), strokes="M 0 900 L 400 0 L 2000 900")
    mark = put(place=(72, 100, 140, 44), drawing=drawing)
    (tmp_path / "marked.pdf").write_bytes(marked(page_of(b"", MediaBox=Array([0, 0, 612, 792])), [mark]))
    assert name in programs.run("pdftotext", tmp_path / "marked.pdf", "-", text=True).stdout
    with pypdfium2.PdfDocument(tmp_path / "marked.pdf") as opened:
        assert name in opened[0].get_textpage().get_text_bounded()


def test_a_page_can_have_more_characters_than_a_font():
    text = "".join(chr(0x4E00 + at) for at in range(700))
    pdf = marked(
        plain_pdf(), [put(drawing=Drawing.read(letters(text))), put(drawing=Drawing.read(letters(text[::-1])))]
    )
    with pypdfium2.PdfDocument(pdf) as opened:
        seen = opened[0].get_textpage().get_text_bounded()
    assert set(seen) >= set(text)
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = first_form(opened).Resources.Font
        assert [int(font.LastChar) for font in (fonts.F0, fonts.F1, fonts.F2)] == [255, 255, 700 - 513]


def test_the_order_on_a_page_is_from_left_to_right():
    assert in_visual_order("Ann דוד כהן, Lee") == "Ann ןהכ דוד, Lee"
    assert in_visual_order("Bea") == "Bea"


def test_no_program_complains(needs, tmp_path):
    needs("pdftotext", "pdftoppm", "qpdf")
    (tmp_path / "marked.pdf").write_bytes(
        marked(typeset_pdf(), [put(drawing=Drawing.read(letters("Bea")), caption=BLOCK), put(MarkKind.CHECKBOX)])
    )
    for command in (["pdftoppm", "-r", "20"], ["pdftotext"]):
        assert programs.run(*command, tmp_path / "marked.pdf", tmp_path / "out").stderr == b""
    assert programs.run("qpdf", "--check", tmp_path / "marked.pdf").returncode == 0
