from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from documents.intake.consistent_display import settle
from safeclose.child_processes.confined import UnfitError
from tests.documents.intake.showing import READERS, assert_same_everywhere, form, page_pdf, saved, settled, shown

DRAWS = b"0.9 g 0 0 60 60 re f q 30 0 0 30 5 5 cm /X Do Q"
Change = Callable[[Pdf], object]


def page(pdf: Pdf, number: int = 0) -> Object:
    return pdf.pages[number].obj


def image(pdf: Pdf, pixel: bytes = b"\xff\x00\x00", **entries: Any) -> Object:
    return pdf.make_stream(
        pixel,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
        **entries,
    )


def drawing(drawn: Callable[[Pdf], Object]) -> Change:
    def change(pdf: Pdf) -> None:
        page(pdf).Resources.XObject = Dictionary(X=drawn(pdf))

    return change


def state(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        page(pdf).Resources.ExtGState = Dictionary(G=Dictionary(**entries))
        page(pdf).Contents = pdf.make_stream(b"0.9 g 0 0 60 60 re f /G gs 0.2 0.4 0.8 rg 9 9 30 30 re f")

    return change


def of_page(**entries: Any) -> Change:
    return lambda pdf: [page(pdf).__setitem__("/" + name, value) for name, value in entries.items()]


def in_a_pattern(what: Change) -> Change:
    """The resources that `what` makes, in a pattern within a form within a glyph."""

    def change(pdf: Pdf) -> None:
        what(pdf)
        resources = page(pdf).Resources
        page(pdf).Resources = Dictionary()
        tiling = pdf.make_stream(
            b"", PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9], XStep=9, YStep=9, Resources=resources
        )
        within = form(pdf, Resources=Dictionary(Pattern=Dictionary(P=tiling)))
        glyph = pdf.make_stream(b"1 0 d0")
        font = Dictionary(
            Subtype=Name.Type3, CharProcs=Dictionary(A=glyph), Resources=Dictionary(XObject=Dictionary(X=within))
        )
        page(pdf).Resources = Dictionary(Font=Dictionary(F=font))

    return change


IDENTITY = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[1], C1=[0])
FOR_PAPER = "Page 1 has an image that is replaced by another one on paper."
POSTSCRIPT = "Page 1 has content for PostScript printers only."
TRANSFER = "Page 1 has a transfer function, which changes colours on paper."

REFUSED: dict[str, tuple[Change, str]] = {
    "alternate": (
        drawing(
            lambda pdf: image(pdf, Alternates=[Dictionary(Image=image(pdf, b"\x00\xff\x00"), DefaultForPrinting=True)])
        ),
        FOR_PAPER,
    ),
    "PostScript": (drawing(lambda pdf: pdf.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)), POSTSCRIPT),
    "form for PostScript": (drawing(lambda pdf: form(pdf, Subtype2=Name.PS)), POSTSCRIPT),
    "form with PostScript": (drawing(lambda pdf: form(pdf, PS=pdf.make_stream(b"showpage"))), POSTSCRIPT),
    "transfer function": (state(TR=IDENTITY), TRANSFER),
    "transfer functions": (state(TR2=[Name.Identity, IDENTITY, Name.Identity, Name.Identity]), TRANSFER),
    "units": (of_page(UserUnit=2), "Page 1 is measured in units of its own, which not every reader knows."),
    "pattern: transfer function": (in_a_pattern(state(TR=IDENTITY)), TRANSFER),
    "pattern: alternate": (
        in_a_pattern(
            drawing(lambda pdf: image(pdf, Alternates=[Dictionary(Image=image(pdf), DefaultForPrinting=True)]))
        ),
        FOR_PAPER,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_paper_shows_and_the_screen_does_not_is_refused(name: str) -> None:
    change, sentence = REFUSED[name]
    pdf = page_pdf(DRAWS)
    change(pdf)
    with pytest.raises(UnfitError) as refused:
        settle(pdf)
    assert str(refused.value) == sentence


DROPPED: dict[str, Change] = {
    "alternates for the screen": drawing(
        lambda pdf: image(pdf, Alternates=[Dictionary(Image=image(pdf, b"\x00\xff\x00"), DefaultForPrinting=False)])
    ),
    "proxies": drawing(lambda pdf: image(pdf, OPI=Dictionary({"/2.0": Dictionary(F=String("large.tif"))}))),
    "transfer function that changes nothing": state(TR=Name.Identity, TR2=Name.Default),
    "halftones": state(HT=Name.Default, BG2=Name.Default, UCR2=Name.Default, FL=1),
    "overprinting": state(OP=True, op=True, OPM=1),
    "pages' extras": of_page(
        Thumb=Dictionary(),
        PieceInfo=Dictionary(),
        VP=Array([]),
        Trans=Dictionary(),
        Dur=3,
        B=Array([]),
        TrimBox=[5, 5, 9, 9],
        SeparationInfo=Dictionary(),
        UserUnit=1,
        Rotate=-90,
    ),
    "boxes for printing": lambda pdf: pdf.Root.__setitem__(
        "/ViewerPreferences",
        Dictionary(PrintArea=Name.TrimBox, PrintClip=Name.TrimBox, ViewArea=Name.TrimBox, NumCopies=3),
    ),
}
NAMES = (
    b"/Alternates /OPI /TR /TR2 /HT /BG2 /UCR2 /FL /OP /op /OPM /Thumb /PieceInfo /VP /Trans /Dur /B /TrimBox"
    b" /SeparationInfo /UserUnit /PrintArea /PrintClip /ViewArea /NumCopies"
).split()


@pytest.mark.parametrize("name", DROPPED)
def test_what_only_printers_use_is_dropped_and_the_page_looks_as_before(name: str) -> None:
    pdf = page_pdf(DRAWS)
    DROPPED[name](pdf)
    before = saved(pdf)
    after, left_out = settled(before)
    assert left_out == []
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        out = BytesIO()
        opened.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert [each for each in NAMES if each + b" " in out.getvalue() or each + b"\n" in out.getvalue()] == []


def test_what_people_prefer_to_see_is_kept() -> None:
    pdf = page_pdf()
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Direction=Name.R2L, HideToolbar=True)
    settle(pdf)
    assert pdf.Root.ViewerPreferences == Dictionary(DisplayDocTitle=True, Direction=Name.R2L)


def test_an_action_of_a_page_stays_for_the_check_that_refuses_it() -> None:
    pdf = page_pdf()
    page(pdf).AA = Dictionary(O=Dictionary())
    settle(pdf)
    assert Name.AA in page(pdf)


@pytest.mark.parametrize("crop", [[10, 10, 50, 40], [50, 40, 10, 10], [10, 20, 900, 900]])
def test_what_is_outside_the_cropped_page_is_shown_by_nobody(crop: list[int]) -> None:
    pdf = page_pdf(DRAWS)
    drawing(image)(pdf)
    page(pdf).CropBox = crop
    before = saved(pdf)
    after, _ = settled(before)
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        assert opened.pages[0].obj.MediaBox == opened.pages[0].obj.CropBox


def test_a_page_box_whose_corners_are_swapped_is_left_alone() -> None:
    pdf = page_pdf(DRAWS)
    page(pdf).MediaBox = [60, 60, 0, 0]
    settle(pdf)
    assert page(pdf).MediaBox == Array([60, 60, 0, 0])
    assert Name.CropBox not in page(pdf)
