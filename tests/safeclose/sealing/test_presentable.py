from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from safeclose.sealing.presentable import NotPresentableError, check_presentable
from tests.evidence_examples import plain_pdf, saved, sealed_example, typeset_pdf


def changed(change, **options) -> bytes:
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        change(pdf)
        written = BytesIO()
        pdf.save(written, **options)
        return written.getvalue()


def form(pdf):
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("x"))


def layers(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]))


def page_script(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("x")))


def video(pdf):
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Screen))])


def no_pages(pdf):
    del pdf.pages[:]


def nothing(pdf):
    """The control."""


ENCRYPTED = pikepdf.Encryption(owner="owner", user="")
LOCKED = pikepdf.Encryption(owner="owner", user="user")


@pytest.mark.parametrize("pdf", [typeset_pdf(), plain_pdf(), changed(nothing)], ids=["tagged", "plain", "saved"])
def test_ordinary_files_can_be_presented(pdf):
    check_presentable(pdf)


def test_empty_forms_and_opening_positions_can_be_presented():
    """Most programs write them, and sealing leaves them out."""

    def change(pdf):
        pdf.Root.AcroForm = Dictionary(Fields=Array([]))
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    check_presentable(changed(change))


@pytest.mark.parametrize(
    ("pdf", "said"),
    [
        (b"", "not a PDF that can be read"),
        (b"%PDF-1.7 garbage", "not a PDF that can be read"),
        (changed(nothing, encryption=LOCKED), "protected by a password"),
        (changed(nothing, encryption=ENCRYPTED), "The PDF is encrypted"),
        (changed(no_pages), "has no pages"),
        (changed(form), "form fields or signatures"),
        (changed(xfa), "form fields or signatures"),
        (changed(layers), "layers that can be shown and hidden"),
        (changed(page_script), "Page 1 has an action of its own"),
        (changed(video), "Page 1 has a Screen annotation"),
        (plain_pdf() + b"/ByteRange [ 0 1 2 3 ] /Contents <", "sealed already"),
    ],
    ids=range(11),
)
def test_what_could_show_something_else_tomorrow_is_refused(pdf, said):
    with pytest.raises(NotPresentableError, match=said):
        check_presentable(pdf)


def test_a_sealed_file_can_not_be_presented_again():
    with pytest.raises(NotPresentableError, match="sealed already"):
        check_presentable(sealed_example())


def test_saved_is_a_pdf():
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        assert saved(pdf).startswith(b"%PDF-")
