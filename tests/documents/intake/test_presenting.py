"""What happens to a PDF before it is presented for signature."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from documents.intake import rehearsal
from documents.intake.normal_form import written
from documents.intake.presenting import prepare, presentable
from safeclose.child_processes.confined import UnfitError
from safeclose.sealing.seal import SealingError
from tests.documents.intake.rehearsal_certificate import made
from tests.evidence_examples import plain_pdf, saved, typeset_pdf


def nested(pdf: Pdf) -> None:
    """Two levels of pages below the root, what they show inherited from both."""
    pages = [page.obj for page in pdf.pages]
    media, resources = pages[0].MediaBox, pages[0].Resources
    inner = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=5, Resources=resources, Rotate=90))
    root = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([inner]), Count=-1, MediaBox=media))
    for page in pages:
        del page.MediaBox, page.Resources
        page.Parent = inner
    inner.Parent, pdf.Root.Pages = root, root


def normal(pdf: Pdf) -> Pdf:
    return pikepdf.open(BytesIO(written(pdf)), attempt_recovery=False)


def test_pages_in_normal_form_have_all_that_they_inherited() -> None:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        nested(pdf)
        received = saved(pdf)
    found = presentable(received)
    assert found.page_count == 2
    with pikepdf.open(BytesIO(found.pdf), attempt_recovery=False) as pdf:
        tree = pdf.Root.Pages
        assert (tree.Count, len(tree.Kids), tree.keys()) == (2, 2, {"/Type", "/Kids", "/Count"})
        for page in pdf.pages:
            assert [int(edge) for edge in page.obj.MediaBox] == [0, 0, 612, 792]
            assert page.obj.Rotate == 90
            assert "/F1" in page.obj.Resources.Font
            assert page.obj.Parent.objgen == tree.objgen


@pytest.mark.parametrize("content", [plain_pdf(), typeset_pdf()], ids=["plain", "tagged"])
def test_a_pdf_in_normal_form_stays_as_it_is(content: bytes) -> None:
    once = presentable(content)
    again = presentable(once.pdf)
    assert again == once


@pytest.mark.parametrize(
    ("said", "language"),
    [(None, "en"), ("en-CA", "en"), ("fr", "fr"), ("fr-CA", "fr"), ("FR_ca", "fr"), ("fro", "en"), ("de", "en")],
)
def test_the_language_is_the_one_that_the_pdf_says(said: str | None, language: str) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        if said is not None:
            pdf.Root.Lang = String(said)
        received = saved(pdf)
    assert presentable(received).language == language


def test_boxes_have_their_corners_in_order_and_show_nothing_beyond_the_sheet() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.MediaBox = Array([612, 792, 0, 0])
        pdf.pages[0].obj.CropBox = Array([-10, 700, 900, 100.5])
        with normal(pdf) as found:
            page = found.pages[0].obj
            assert [float(edge) for edge in page.MediaBox] == [0, 0, 612, 792]
            assert [float(edge) for edge in page.CropBox] == [0, 100.5, 612, 700]


def test_a_page_that_shows_nothing_of_its_sheet_is_refused() -> None:
    with pikepdf.open(BytesIO(plain_pdf(2))) as pdf:
        pdf.pages[1].obj.CropBox = Array([700, 0, 900, 100])
        content = saved(pdf)
    with pytest.raises(UnfitError, match=r"^Page 2 shows a part of the sheet that is outside the sheet\.$"):
        presentable(content)


@pytest.mark.parametrize("turn", [45, 90.5])
def test_a_page_that_is_not_turned_by_quarters_is_refused(turn: float) -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.Rotate = turn
        content = saved(pdf)
    sentence = f"Page 1 is turned by {turn} degrees; only quarter turns look the same in every reader."
    with pytest.raises(UnfitError) as refused:
        presentable(content)
    assert str(refused.value) == sentence


def test_a_turn_by_more_than_a_whole_is_the_rest_of_it() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.Rotate = -450
        with normal(pdf) as found:
            assert found.pages[0].obj.Rotate == 270


def test_the_catalogue_of_a_normal_form_neither_acts_nor_hides() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.Root.PageMode, pdf.Root.PieceInfo = Name.UseOutlines, Dictionary(X=Dictionary())
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.Names = Dictionary(Templates=Dictionary(Names=Array([])))
        pdf.Root.Lang = String("fr")
        with normal(pdf) as found:
            assert found.Root.keys() == {"/Type", "/Pages", "/Lang"}


def test_what_can_not_be_sealed_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SealingError("The sealed file does not verify: Page 1 is not the page that was presented.")

    monkeypatch.setattr(rehearsal, "seal", fails)
    with pytest.raises(UnfitError) as refused:
        prepare(plain_pdf())
    sentence = "The sealed file does not verify: Page 1 is not the page that was presented."
    assert str(refused.value) == f"The PDF can't be sealed: {sentence}"


def test_the_certificate_of_the_rehearsal_has_the_present_design() -> None:
    assert made() == rehearsal.CERTIFICATE.read_bytes(), "Run `make rehearsal-certificate`."
