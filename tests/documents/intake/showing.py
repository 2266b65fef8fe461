"""What readers show of a PDF, and small PDFs to show them."""

import warnings
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image, ImageChops

from documents.intake.consistent_display import settle
from tests import programs

SIDE = 60
READERS = ("pdfium on screen", "pdfium for print", "poppler")


def page_pdf(content: bytes = b"0.9 g 0 0 60 60 re f", pages: int = 1) -> Pdf:
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(SIDE, SIDE)).obj
        page.Contents, page.Resources = pdf.make_stream(content), Dictionary()
    return pdf


def form(pdf: Pdf, content: bytes = b"1 0 0 rg 0 0 10 10 re f", **entries: Any) -> Stream:
    return pdf.make_stream(content, **{"Type": Name.XObject, "Subtype": Name.Form, "BBox": [0, 0, 10, 10], **entries})


def annotation(pdf: Pdf, subtype: str = "Stamp", *, drawn: object = True, **entries: Any) -> Object:
    """Shown everywhere, as a red square, unless told otherwise. `drawn`: False for no appearance."""
    made = Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=[10, 10, 40, 40], F=4)
    if drawn is not False:
        made.AP = Dictionary(N=form(pdf) if drawn is True else drawn)
    for name, value in entries.items():
        made[Name("/" + name)] = value
    return pdf.make_indirect(made)


def with_annotations(pdf: Pdf, *annotations: Object) -> Pdf:
    pdf.pages[0].obj.Annots = Array(list(annotations))
    return pdf


def saved(pdf: Pdf) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings(action="ignore"):  # fields without a form
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def settled(content: bytes, **options: bool) -> tuple[bytes, list[str]]:
    with pikepdf.open(BytesIO(content)) as pdf:
        left_out = settle(pdf, **options)
        return saved(pdf), left_out


def shown(content: bytes, reader: str, page: int = 1) -> Image.Image:
    if reader == "poppler":
        options = ("-r", "72", "-f", str(page), "-l", str(page), "-")
        picture = Image.open(BytesIO(programs.run("pdftoppm", *options, input=content).stdout))
    else:
        mode = "print" if reader == "pdfium for print" else None
        with pypdfium2.PdfDocument(content) as document:
            document.init_forms()
            picture = document[page - 1].render(scale=1, optimize_mode=mode).to_pil()
    return picture.convert("RGB")


def look_alike(one: Image.Image, other: Image.Image) -> bool:
    """But for a few levels of colour, and for the edges, which readers smooth differently."""
    if one.size != other.size:
        return False
    differing = ImageChops.difference(one, other).convert("L").point(lambda level: 255 if level > 24 else 0)
    # A difference that is wider than one pixel survives the shrinking.
    inner = ImageChops.darker(differing, ImageChops.offset(differing, 1, 0))
    inner = ImageChops.darker(inner, ImageChops.offset(inner, 0, 1))
    return inner.getbbox() is None


def assert_same_everywhere(content: bytes, like: Image.Image | None = None, page: int = 1) -> None:
    expected = like or shown(content, READERS[0], page)
    assert [each for each in READERS if not look_alike(shown(content, each, page), expected)] == []
