"""Files of every kind, through all the steps."""

import time
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from documents.intake.consistent_display import settle
from documents.intake.opening import opened
from safeclose.child_processes.confined import Outcome, UnfitError, confined
from tests.documents.intake.showing import (
    READERS,
    annotation,
    assert_same_everywhere,
    form,
    page_pdf,
    saved,
    settled,
    shown,
    with_annotations,
)
from tests.evidence_examples import plain_pdf

BACKGROUND = b"0.9 g 0 0 60 60 re f 0 0 1 rg "


def settled_in_child(content: bytes) -> Outcome:
    with opened(content, repair=False) as pdf:
        left_out = settle(pdf)
        return Outcome({"leftOut": left_out}, saved(pdf))


@pytest.mark.parametrize(
    "content",
    [
        b"Q 5 5 20 20 re f",
        b"q Q Q 2 0 0 2 0 0 cm Q 5 5 20 20 re f",
        b"[(Q)]Q 5 5 20 20 re f",
        b"BT (q) Tj ( q (a) q ) Tj ET Q 5 5 20 20 re f",
        b"1 0 0 rg q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \nq\n EI Q Q 5 5 20 20 re f",
        b"/X Do 30 30 9 9 re f",
        b"/Pattern cs /P scn 0 0 40 40 re f",
    ],
)
def test_a_state_that_was_not_saved_is_not_restored(content: bytes) -> None:
    pdf = page_pdf(BACKGROUND + content)
    excess = b"0 1 0 rg Q Q 0 0 10 10 re f"
    pattern = pdf.make_stream(
        excess,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 20, 20],
        XStep=20,
        YStep=20,
        Resources=Dictionary(),
    )
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form(pdf, excess)), Pattern=Dictionary(P=pattern))
    before = saved(pdf)
    after, left_out = settled(before)
    assert left_out == []
    assert_same_everywhere(after, like=shown(before, READERS[0]))


@pytest.mark.parametrize("content", [b"BT (never closed", b"BI /W 1 /H 1 /BPC 8 /CS /G ID x", b"[ 1 2"])
def test_content_that_would_take_in_what_is_drawn_after_it_is_refused(content: bytes) -> None:
    with page_pdf(BACKGROUND + content) as pdf, pytest.raises(UnfitError) as refusal:
        settle(pdf)
    assert str(refusal.value) == "The content of page 1 breaks off. Print the PDF to a new one first."


def test_settling_what_is_settled_changes_nothing() -> None:
    pdf = page_pdf(BACKGROUND + b"q 1 0 0 rg")
    link = annotation(pdf, "Link", drawn=False)
    once, _ = settled(saved(with_annotations(pdf, annotation(pdf), annotation(pdf, "Highlight"), link)))
    with pikepdf.open(BytesIO(once)) as rewritten:
        assert settled(once) == (saved(rewritten), [])


def cyclic(pdf: Pdf) -> None:
    one, other = form(pdf, b"/B Do"), form(pdf, b"/A Do")
    resources = pdf.make_indirect(Dictionary(XObject=Dictionary(A=one, B=other)))
    state = pdf.make_indirect(Dictionary(SMask=Dictionary(S=Name.Alpha, G=one)))
    resources.ExtGState = Dictionary(G=state)
    resources.Font = Dictionary(F=Dictionary(Subtype=Name.Type3, CharProcs=Dictionary(A=one), Resources=resources))
    one.Resources = other.Resources = pdf.pages[0].obj.Resources = resources


def deep(pdf: Pdf) -> None:
    inner = form(pdf)
    for _ in range(3000):
        inner = form(pdf, b"/A Do", Resources=Dictionary(XObject=Dictionary(A=inner)))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=inner))


def cyclic_structure(pdf: Pdf) -> None:
    element = pdf.make_indirect(Dictionary(S=Name.Annot))
    element.K = Array([element, Dictionary(Obj=element)])
    tree = pdf.make_indirect(Dictionary(Nums=[0, element]))
    pdf.Root.StructTreeRoot = Dictionary(ParentTree=tree, K=element)
    with_annotations(pdf, annotation(pdf, StructParent=0))


@pytest.mark.parametrize("change", [cyclic, deep, cyclic_structure])
def test_cycles_and_depth_come_to_an_end(change: object) -> None:
    pdf = page_pdf()
    change(pdf)
    assert settle(pdf) == []


def test_the_steps_run_in_the_confined_child() -> None:
    pdf = page_pdf()
    outcome = confined(settled_in_child, saved(with_annotations(pdf, annotation(pdf), annotation(pdf, F=2))))
    assert outcome.data == {"leftOut": ["hidden annotations"]}
    assert shown(outcome.file, READERS[0]).getpixel((20, 40)) == (255, 0, 0)


def test_an_ordinary_document_is_left_as_it_is() -> None:
    after, left_out = settled(plain_pdf())
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        assert (after, left_out) == (saved(pdf), [])


def test_ten_ordinary_pages_take_less_than_ten_milliseconds() -> None:
    line = b"BT /F1 12 Tf 72 %d Td (some words as there are on any page) Tj ET q 1 0 0 1 0 0 cm 0 0 %d 1 re f Q\n"
    content = b"".join(line % (number, number) for number in range(60))
    pdf = page_pdf(content, pages=10)
    fonts = {
        f"/F{number}": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica) for number in range(5)
    }
    for page in pdf.pages:
        page.obj.Resources = Dictionary(Font=Dictionary(fonts))
    durations = []
    for _ in range(5):
        started = time.process_time()
        settle(pdf)
        durations.append(time.process_time() - started)
    assert min(durations) < 0.010
