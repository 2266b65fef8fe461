from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

from documents.intake.annotations import settle_annotations
from documents.intake.consistent_display import settle
from safeclose.child_processes.confined import UnfitError
from tests.documents.intake.showing import (
    READERS,
    annotation,
    assert_same_everywhere,
    form,
    look_alike,
    page_pdf,
    saved,
    settled,
    shown,
    with_annotations,
)

FAULT = Path(__file__).with_name("faults") / "screen-and-print-differ.pdf"
RED, BEHIND = (255, 0, 0), (230, 230, 230)
LINE = b"1 0 0 rg 0 0 10 10 re f 0 1 0 rg 0 0 5 5 re f"
GEOMETRY = {
    "QuadPoints": [10, 40, 40, 40, 10, 10, 40, 10],
    "L": [10, 10, 40, 40],
    "Vertices": [10, 10, 40, 40],
    "InkList": [[10, 10, 40, 40]],
}
MARKUPS = ("Line", "Square", "Circle", "Polygon", "PolyLine", "Underline", "Squiggly", "StrikeOut", "Stamp", "Caret")
DRAWN = (*MARKUPS, "Ink", "FreeText", "Watermark")
HARMLESS_FLAGS = (4, 4 + 1, 4 + 64, 4 + 128, 4 + 512, 4 + 16)

Make = Callable[[Pdf], Object]


def with_graphics_state(pdf: Pdf, content: bytes = b"/G gs 1 0 0 rg 0 0 10 10 re f", **entries: object) -> Object:
    state = Dictionary(**entries)
    return form(pdf, content, Resources=Dictionary(ExtGState=Dictionary(G=state)))


KEPT: dict[str, Make] = {
    **{each: lambda pdf, subtype=each: annotation(pdf, subtype, **GEOMETRY) for each in DRAWN},
    **{f"flags {each}": lambda pdf, flags=each: annotation(pdf, F=flags) for each in HARMLESS_FLAGS},
    "matrix turned": lambda pdf: annotation(pdf, drawn=form(pdf, LINE, Matrix=[0, 1, -1, 0, 0, 0])),
    "matrix skewed": lambda pdf: annotation(pdf, drawn=form(pdf, LINE, Matrix=[0.7, 0.7, -0.7, 0.7, 3, 4])),
    "part of the appearance": lambda pdf: annotation(pdf, drawn=form(pdf, LINE, BBox=[-5, -5, 20, 5])),
    "corners in another order": lambda pdf: annotation(
        pdf, drawn=form(pdf, LINE, BBox=[10, 10, 0, 0]), Rect=[40, 10, 10, 40]
    ),
    "flat": lambda pdf: annotation(pdf, Rect=[10, 10, 10, 40]),
    "translucent": lambda pdf: annotation(pdf, drawn=with_graphics_state(pdf, ca=0.5)),
    "highlight that multiplies": lambda pdf: annotation(
        pdf, "Highlight", drawn=with_graphics_state(pdf, BM=Name.Multiply), **GEOMETRY
    ),
    "state": lambda pdf: annotation(pdf, drawn=Dictionary(On=form(pdf), Off=form(pdf, LINE)), AS=Name.On),
    "subtype of the form missing": lambda pdf: annotation(pdf, drawn=pdf.make_stream(LINE, BBox=[0, 0, 10, 10])),
    "same rollover": lambda pdf: annotation(pdf, AP=Dictionary(N=(drawn := form(pdf)), R=drawn)),
    "empty": lambda pdf: annotation(pdf, drawn=form(pdf, b" ")),
}


@pytest.mark.parametrize(
    ("name", "rotation"),
    [(name, rotation) for name in KEPT for rotation in (0, 90) if (name, rotation) != ("flags 20", 90)],
)
def test_an_annotation_that_is_shown_alike_becomes_part_of_the_page(name: str, rotation: int) -> None:
    pdf = page_pdf(b"0.9 g 0 0 60 60 re f 0 0 1 rg 15 15 10 10 re f")
    pdf.pages[0].obj.Rotate = rotation
    before = saved(with_annotations(pdf, KEPT[name](pdf)))
    after, left_out = settled(before)
    assert left_out == []
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        assert Name.Annots not in opened.pages[0].obj


def test_the_examples_of_annotations_that_are_kept_can_be_seen() -> None:
    pdf = page_pdf()
    content = saved(with_annotations(pdf, annotation(pdf)))
    assert {shown(content, each).getpixel((20, 40)) for each in READERS} == {RED}
    assert {shown(settled(content)[0], each).getpixel((20, 40)) for each in READERS} == {RED}
    assert shown(settled(content)[0], READERS[0]).getpixel((50, 10)) == BEHIND


def test_a_highlight_never_hides_the_text_beneath() -> None:
    pdf = page_pdf(b"0 0 1 rg 0 0 60 25 re f")
    content = saved(with_annotations(pdf, annotation(pdf, "Highlight", **GEOMETRY)))
    after, _ = settled(content)
    assert_same_everywhere(after)
    assert shown(after, READERS[0]).getpixel((20, 25)) == RED
    assert shown(after, READERS[0]).getpixel((20, 40)) == (0, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"0.9 g 0 0 60 60 re f q q 2 0 0 2 9 9 cm 0 0 5 5 re W n 0 1 0 rg",
        b"0.9 g 0 0 60 60 re f 0.5 0 0 0.5 0 0 cm BT 3 Tr",
        b"0.9 g 0 0 60 60 re f Q 0 1 0 rg Q Q q 50 50 5 5 re f",
        b"0.9 g 0 0 60 60 re f /Span BMC /P <</MCID 0>> BDC",
        b"0.9 g 0 0 60 60 re f 1 2",
    ],
)
def test_what_a_page_leaves_open_does_not_move_annotations(content: bytes) -> None:
    pdf = page_pdf(content)
    before = saved(with_annotations(pdf, annotation(pdf, drawn=form(pdf, LINE))))
    after, _ = settled(before)
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        names = [str(each.operator) for each in pikepdf.parse_content_stream(opened.pages[0])]
    assert names.count("q") == names.count("Q")
    assert names.count("BMC") + names.count("BDC") == names.count("EMC")
    assert names.count("BT") == names.count("ET")


def test_pages_that_share_content_and_resources_each_keep_their_own_annotations() -> None:
    pdf = page_pdf(pages=2)
    first, second = (page.obj for page in pdf.pages)
    second.Contents = first.Contents
    first.Resources = second.Resources = pdf.make_indirect(Dictionary())
    first.Annots = Array([annotation(pdf)])
    second.Annots = Array([annotation(pdf, Rect=[40, 40, 60, 60])])
    before = saved(pdf)
    after, _ = settled(before)
    for page in (1, 2):
        assert_same_everywhere(after, like=shown(before, READERS[0], page), page=page)


REFUSED: dict[str, tuple[Make, str]] = {
    "screen only": (
        lambda pdf: annotation(pdf, F=0),
        "Page 1 has a Stamp annotation that is shown on the screen and not on paper.",
    ),
    "paper only": (
        lambda pdf: annotation(pdf, "FreeText", F=36),
        "Page 1 has a FreeText annotation that is shown on paper and not on the screen.",
    ),
    "under the mouse": (
        lambda pdf: annotation(pdf, F=4 + 32 + 256),
        "Page 1 has a Stamp annotation that appears or disappears under the mouse.",
    ),
    "no zoom": (
        lambda pdf: annotation(pdf, "Ink", F=4 + 8),
        "Page 1 has an Ink annotation that keeps its size when the page is enlarged.",
    ),
    "no appearance": (
        lambda pdf: annotation(pdf, "FreeText", drawn=False, Contents=String("900,000")),
        "Page 1 has a FreeText annotation without an appearance.",
    ),
    "no state": (
        lambda pdf: annotation(pdf, drawn=Dictionary(On=form(pdf))),
        "Page 1 has a Stamp annotation without an appearance.",
    ),
    "no such state": (
        lambda pdf: annotation(pdf, drawn=Dictionary(On=form(pdf)), AS=Name.Off),
        "Page 1 has a Stamp annotation without an appearance.",
    ),
    "flat, drawn from its geometry": (
        lambda pdf: annotation(pdf, "Highlight", drawn=False, Rect=[0, 0, 0, 0], **GEOMETRY),
        "Page 1 has a Highlight annotation without an appearance.",
    ),
    "rollover": (
        lambda pdf: annotation(pdf, AP=Dictionary(N=form(pdf), R=form(pdf, LINE))),
        "Page 1 has a Stamp annotation that looks different under the mouse.",
    ),
    "pressed": (
        lambda pdf: annotation(pdf, AP=Dictionary(N=form(pdf), D=form(pdf, LINE))),
        "Page 1 has a Stamp annotation that looks different under the mouse.",
    ),
    "not a form": (
        lambda pdf: annotation(pdf, drawn=form(pdf, Subtype=Name.Image)),
        "Page 1 has a Stamp annotation whose appearance is damaged.",
    ),
    "no box": (
        lambda pdf: annotation(pdf, drawn=form(pdf, BBox=[1, 1, 1])),
        "Page 1 has a Stamp annotation whose appearance has no size.",
    ),
    "no place": (
        lambda pdf: annotation(pdf, Rect=[1, 2, 3]),
        "Page 1 has a Stamp annotation without a place on the page.",
    ),
    "flags that are no number": (
        lambda pdf: annotation(pdf, F=Name.Print),
        "Page 1 has a Stamp annotation whose flags are damaged.",
    ),
    "sticky note": (lambda pdf: annotation(pdf, "Text"), "Page 1 has a sticky note."),
    "comment": (
        lambda pdf: annotation(pdf, "Square", Contents=String("Only 800,000")),
        "Page 1 has a Square annotation with a comment that the page does not show.",
    ),
    "rich comment": (
        lambda pdf: annotation(pdf, "Square", RC=String("<p>Only 800,000</p>")),
        "Page 1 has a Square annotation with a comment that the page does not show.",
    ),
    "open pop-up": (
        lambda pdf: annotation(pdf, "Popup", drawn=False, Open=True),
        "Page 1 has a note in a window of its own.",
    ),
    "pop-up with text": (
        lambda pdf: annotation(pdf, "Popup", drawn=False, Contents=String("x")),
        "Page 1 has a note in a window of its own.",
    ),
    "redaction": (lambda pdf: annotation(pdf, "Redact"), "Page 1 has a Redact annotation that has not been applied."),
    "printer's mark": (
        lambda pdf: annotation(pdf, "PrinterMark"),
        "Page 1 has a PrinterMark annotation that not every reader shows.",
    ),
    "trap network": (
        lambda pdf: annotation(pdf, "TrapNet"),
        "Page 1 has a TrapNet annotation that not every reader shows.",
    ),
    "unknown": (
        lambda pdf: annotation(pdf, "Invention"),
        "Page 1 has an Invention annotation that not every reader shows.",
    ),
    "without a subtype": (
        lambda pdf: pdf.make_indirect(Dictionary(Rect=[0, 0, 9, 9], F=4)),
        "Page 1 has an unknown annotation that not every reader shows.",
    ),
    "watermark on paper": (
        lambda pdf: annotation(pdf, "Watermark", FixedPrint=Dictionary()),
        "Page 1 has a Watermark annotation whose place depends on the paper.",
    ),
    "blended": (
        lambda pdf: annotation(pdf, BM=Name.Difference),
        "Page 1 has a Stamp annotation that not every reader blends with the page.",
    ),
    "link that draws": (
        lambda pdf: annotation(pdf, "Link"),
        "Page 1 has a Link annotation that draws something of its own.",
    ),
    "field": (lambda pdf: annotation(pdf, "Widget"), "Page 1 has a Widget annotation."),
    "film": (lambda pdf: annotation(pdf, "Movie"), "Page 1 has a Movie annotation."),
    "hidden film": (lambda pdf: annotation(pdf, "Movie", F=2), "Page 1 has a Movie annotation."),
    "script": (
        lambda pdf: annotation(pdf, "Link", drawn=False, A=Dictionary(S=Name.JavaScript)),
        "Page 1 has an annotation with an action.",
    ),
    "action of the mouse": (lambda pdf: annotation(pdf, AA=Dictionary()), "Page 1 has an annotation with an action."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_annotation_that_is_not_shown_alike_is_refused(name: str) -> None:
    make, sentence = REFUSED[name]
    pdf = page_pdf()
    with pytest.raises(UnfitError) as refused:
        settle(with_annotations(pdf, make(pdf)))
    assert str(refused.value) == sentence


def test_an_annotation_that_does_not_turn_with_its_page_is_refused() -> None:
    pdf = page_pdf(pages=2)
    pdf.pages[1].obj.Annots, pdf.pages[1].obj.Rotate = Array([annotation(pdf, F=4 + 16)]), 90
    with pytest.raises(UnfitError) as refused:
        settle(pdf)
    assert str(refused.value) == "Page 2 has a Stamp annotation that does not turn with the page."


def test_the_file_with_one_price_on_the_screen_and_another_on_paper_is_refused() -> None:
    with pytest.raises(UnfitError) as refused:
        settled(FAULT.read_bytes())
    assert str(refused.value) == "Page 1 has a FreeText annotation that is shown on paper and not on the screen."


@pytest.mark.parametrize("flags", [2, 2 + 4, 32, 2 + 4 + 32])
def test_an_annotation_that_is_shown_nowhere_is_removed(flags: int) -> None:
    pdf = page_pdf()
    before = saved(with_annotations(pdf, annotation(pdf, F=flags)))
    after, left_out = settled(before)
    assert left_out == ["hidden annotations"]
    assert_same_everywhere(after, like=shown(saved(page_pdf()), READERS[0]))
    assert b"Annot" not in after


def test_a_closed_popup_without_text_is_removed_silently() -> None:
    pdf = page_pdf()
    popup = annotation(pdf, "Popup", drawn=False, Open=False, F=28)
    after, left_out = settled(saved(with_annotations(pdf, popup)))
    assert (left_out, b"Popup" in after) == ([], False)


def test_a_link_keeps_what_it_does_and_draws_nothing() -> None:
    pdf = page_pdf()
    link = annotation(
        pdf,
        "Link",
        drawn=False,
        F=0,
        A=Dictionary(S=Name.URI, URI=String("https://example.com/"), IsMap=True),
        C=[1, 0, 0],
        Border=[0, 0, 3],
        H=Name.O,
        Contents=String("An example"),
        PA=Dictionary(S=Name.URI, URI=String("https://example.org/")),
        Dest=String("elsewhere"),
    )
    link.P = pdf.pages[0].obj
    after, left_out = settled(saved(with_annotations(pdf, link)))
    assert left_out == ["frames of links"]
    assert_same_everywhere(after, like=shown(saved(page_pdf()), READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        (kept,) = opened.pages[0].obj.Annots
        assert kept.P.objgen == opened.pages[0].obj.objgen
        del kept.P
        assert kept == Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[10, 10, 40, 40],
            F=4,
            A=Dictionary(S=Name.URI, URI=String("https://example.com/")),
            Border=[0, 0, 0],
            Contents=String("An example"),
        )


def test_a_link_without_a_frame_loses_nothing() -> None:
    pdf = page_pdf()
    link = annotation(pdf, "Link", drawn=False, Border=[0, 0, 0], Dest=String("there"))
    assert settle(with_annotations(pdf, link)) == []
    assert pdf.pages[0].obj.Annots[0].Dest == String("there")


def test_fields_are_left_untouched_where_somebody_else_handles_them() -> None:
    pdf = page_pdf()
    widget = annotation(pdf, "Widget", F=0, AA=Dictionary(), MK=Dictionary(BG=[1]))
    before = widget.unparse(resolved=True)
    assert settle_annotations(with_annotations(pdf, widget, annotation(pdf)), keep_widgets=True) == []
    assert [each.unparse(resolved=True) for each in pdf.pages[0].obj.Annots] == [before]


def test_the_structure_tree_forgets_annotations_that_are_part_of_the_page() -> None:
    pdf = page_pdf()
    stamp = annotation(pdf, StructParent=7)
    link = annotation(pdf, "Link", drawn=False, StructParent=8)
    elements = [
        pdf.make_indirect(
            Dictionary(S=Name.Annot, K=[Dictionary(Type=Name.OBJR, Obj=each), Dictionary(Type=Name.MCR, MCID=0)])
        )
        for each in (stamp, link)
    ]
    tree = NumberTree.new(pdf)
    tree[7], tree[8] = elements
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(K=elements, ParentTree=tree.obj))
    settle(with_annotations(pdf, stamp, link))
    assert list(NumberTree(pdf.Root.StructTreeRoot.ParentTree)) == [8]
    assert [[str(kid.Type) for kid in each.K] for each in elements] == [["/MCR"], ["/OBJR", "/MCR"]]


@pytest.mark.parametrize("annotations", [Dictionary(), Array([Array([]), 7])])
def test_a_list_of_annotations_that_is_none_is_dropped(annotations: Object) -> None:
    pdf = page_pdf()
    pdf.pages[0].obj.Annots = annotations
    assert settle(pdf) == []
    assert Name.Annots not in pdf.pages[0].obj


SUBTYPES = (
    *DRAWN,
    *DRAWN,
    "Link",
    "Link",
    "Highlight",
    "Text",
    "Popup",
    "Link",
    "Redact",
    "PrinterMark",
    "Widget",
    "Invention",
)
flags = st.sampled_from((4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 2, 6)).flatmap(
    lambda base: st.sampled_from((0, 0, 0, 0, 0, 0, 0, 1, 1, 64, 128, 8, 16, 32, 256)).map(base.__or__)
)
optional = {
    "Contents": st.sampled_from(["", " ", "", "text"]),
    "Open": st.booleans(),
    "C": st.just([0, 1, 0]),
    "CA": st.just(0.5),
    "Border": st.sampled_from([[0, 0, 0], [0, 0, 4]]),
    "BS": st.just({"/W": 3}),
    "H": st.just(Name.P),
    "StructParent": st.just(0),
    **{name: st.just(value) for name, value in GEOMETRY.items()},
}
described = st.fixed_dictionaries(
    {
        "subtype": st.sampled_from(SUBTYPES),
        "F": flags,
        "Rect": st.sampled_from([[10, 10, 40, 40], [40, 50, 5, 20], [5, 5, 5, 30]]),
        "drawn": st.sampled_from(["plain", "plain", "turned", "turned", "states", "none"]),
    },
    optional=optional,
)


def composed(pdf: Pdf, subtype: str, drawn: str, **entries: object) -> Object:
    appearance: object = {
        "plain": form(pdf, LINE),
        "turned": form(pdf, LINE, Matrix=[0, -2, 1, 0, 5, 5]),
        "states": Dictionary(On=form(pdf, LINE)),
        "none": False,
    }[drawn]
    if drawn == "states":
        entries["AS"] = Name.On
    return annotation(pdf, subtype, drawn=appearance, **entries)


@given(st.lists(described, min_size=1, max_size=2), st.sampled_from([0, 0, 90, 270]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_accepted_looks_alike_and_has_no_annotation_but_links(each: list[dict], rotation: int) -> None:
    pdf = page_pdf(b"0.8 g 0 0 60 60 re f 0 0 1 rg 20 20 12 12 re f q 3 0 0 3 0 0 cm")
    pdf.pages[0].obj.Rotate = rotation
    before = saved(with_annotations(pdf, *(composed(pdf, **described) for described in each)))
    try:
        after, _ = settled(before)
    except UnfitError:
        event("refused")
        return
    event("accepted")
    assert_same_everywhere(after)
    if not any(described["subtype"] == "Highlight" for described in each):
        assert look_alike(shown(after, READERS[0]), shown(before, READERS[0]))
    with pikepdf.open(BytesIO(after)) as opened:
        kept = list(opened.pages[0].obj.get(Name.Annots, []))
        assert {str(each.Subtype) for each in kept} <= {"/Link"}
        assert not any(each.keys() & {"/AP", "/BS", "/C", "/H"} or each.Border[2] for each in kept)
