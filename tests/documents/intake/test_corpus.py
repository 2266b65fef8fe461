"""PDFs by makers that are not ours (see corpus/README.md): accepted, sealed, and shown alike by every reader."""

from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pikepdf import ObjectStreamMode
from PIL import Image, ImageChops, ImageFilter

from documents.intake.presenting import presentable
from safeclose.sealing.seal import seal
from safeclose.verify import verify
from tests import evidence_examples as examples
from tests import programs
from tests.documents.intake.serializer import Indirect, Name, Stream, Style, serialize

CORPUS = Path(__file__).with_name("corpus")
FILES = sorted(path.name for path in CORPUS.glob("*.pdf"))
ORIGINALS = [name for name in FILES if not name.endswith("-by-pypdf.pdf")]
STANDARD_FONTS = "reportlab-standard-fonts.pdf"  # not embedded: each reader has others
SCREEN = pdfium.FPDF_ANNOT
PRINT = pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING
Pictures = list[Image.Image]


def by_pdfium(content: bytes, flags: int = SCREEN, pages: int | None = None) -> Pictures:
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        return [_rendered(page, flags) for page in list(document)[:pages]]


def _rendered(page: Any, flags: int) -> Image.Image:
    width, height = (round(side) for side in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    return bitmap.to_pil().convert("RGB")


def by_poppler(content: bytes, pages: int) -> Pictures:
    made = programs.run("pdftoppm", "-r", "72", "-l", str(pages), "-", input=content).stdout
    return list(_portable_pixmaps(made))


def _portable_pixmaps(joined: bytes) -> Iterator[Image.Image]:
    while joined:
        _, size, _, _ = joined.split(b"\n", 3)
        width, height = (int(side) for side in size.split())
        length = len(joined) - len(joined.split(b"\n", 3)[3]) + 3 * width * height
        yield Image.open(BytesIO(joined[:length])).convert("RGB")
        joined = joined[length:]


def difference(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference, from 0 to 255, after blurring: readers smooth and place letters differently."""
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 1:
        return 255
    both = [each.crop((0, 0, min(one.width, other.width), min(one.height, other.height))) for each in (one, other)]
    blurred = [each.convert("L").filter(ImageFilter.GaussianBlur(4)) for each in both]
    greatest = ImageChops.difference(*blurred).getextrema()[1]
    assert isinstance(greatest, int)
    return greatest


TOLERANCE = 24


def assert_alike(one: Pictures, other: Pictures, tolerance: int = TOLERANCE) -> None:
    assert len(one) == len(other)
    assert [difference(*pair) for pair in zip(one, other, strict=True) if difference(*pair) > tolerance] == []


@cache
def received(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


@cache
def as_received(name: str) -> Pictures:
    return by_pdfium(received(name))


@cache
def normal(name: str) -> bytes:
    return presentable(received(name)).pdf


def sealed(presented: bytes) -> bytes:
    given = examples.signed(presented, examples.sealing_key())
    return seal(presented, examples.certificate_example(), given.bundle, given.key, at=examples.SEALED_AT).pdf


def variant(content: bytes, **options: Any) -> bytes:
    """The file as qpdf writes it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(out, **options)
    return out.getvalue()


def hybrid(content: bytes) -> bytes:
    """The file with a table for old readers, and a stream for those objects that are in object streams."""
    with pikepdf.open(BytesIO(content)) as pdf:
        known: dict[tuple[int, int], Indirect] = {}
        root = _composed(pdf.Root, known)
        assert isinstance(root, Indirect)
        return serialize(root, Style(table="hybrid"), Random(0))


def _composed(value: Any, known: dict[tuple[int, int], Indirect]) -> Any:
    """An object of pikepdf as the serializer takes it."""
    if not isinstance(value, pikepdf.Object):
        return float(value) if not isinstance(value, int | None) else value
    if value.is_indirect:
        if value.objgen not in known:
            known[value.objgen] = made = Indirect()
            made.value = _composed_here(value, known)
        return known[value.objgen]
    return _composed_here(value, known)


def _composed_here(value: pikepdf.Object, known: dict[tuple[int, int], Indirect]) -> Any:
    if isinstance(value, pikepdf.Name):
        return Name(str(value)[1:])
    if isinstance(value, pikepdf.String):
        return bytes(value)
    if isinstance(value, pikepdf.Array):
        return [_composed(each, known) for each in value]
    entries = {key[1:]: _composed(each, known) for key, each in value.items() if key != "/Length"}
    return Stream(entries, value.read_raw_bytes()) if isinstance(value, pikepdf.Stream) else entries


def saved_by_pdfium(content: bytes) -> bytes:
    out = BytesIO()
    with pypdfium2.PdfDocument(content) as document:
        document.save(out)
    return out.getvalue()


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "linearized": lambda content: variant(content, linearize=True),
    "object streams": lambda content: variant(content, object_stream_mode=ObjectStreamMode.generate),
    "classic table": lambda content: variant(content, object_stream_mode=ObjectStreamMode.disable),
    "laid out for people by qpdf": lambda content: variant(content, qdf=True),
    "hybrid table": hybrid,
    "saved by pdfium": saved_by_pdfium,
}


@pytest.mark.parametrize("name", ORIGINALS)
def test_every_reader_shows_it_alike_as_received_as_presented_and_sealed(name: str) -> None:
    files = [received(name), normal(name), sealed(normal(name))]
    shown = as_received(name)
    assert verify(files[2], trust=[examples.sealing_key().certificate]).result == "genuine"
    printed = by_poppler(files[0], len(shown))
    if name != STANDARD_FONTS:
        assert_alike(shown, printed)
    for content in files:
        assert_alike(shown, by_pdfium(content, SCREEN, len(shown)), tolerance=0)
        assert_alike(shown, by_pdfium(content, PRINT, len(shown)))
        assert_alike(printed, by_poppler(content, len(shown)), tolerance=0)


@pytest.mark.parametrize("way", VARIANTS)
@pytest.mark.parametrize("name", ORIGINALS)
def test_the_same_pages_written_otherwise_are_sealed_and_shown_alike(name: str, way: str) -> None:
    accepted_and_shown_as(name, VARIANTS[way](received(name)))


@pytest.mark.parametrize("name", ORIGINALS)
def test_what_pypdf_wrote_again_is_sealed_and_shown_alike(name: str) -> None:
    accepted_and_shown_as(name, received(name.replace(".pdf", "-by-pypdf.pdf")))


def accepted_and_shown_as(name: str, content: bytes) -> None:
    presented = presentable(content).pdf
    sealed(presented)  # which fails unless the result is genuine
    assert_alike(as_received(name), by_pdfium(presented), tolerance=0)


@pytest.mark.parametrize("reader", ["pdfium", "poppler"])
@pytest.mark.parametrize("name", [each for each in ORIGINALS if each not in ("imagemagick.pdf", STANDARD_FONTS)])
def test_the_comparison_notices_a_missing_word(name: str, reader: str) -> None:
    shown = as_received(name)[0]
    with pypdfium2.PdfDocument(received(name)) as document:
        text = document[0].get_textpage()
        word = text.search("acheteur")
        found = word.get_next()
        assert found is not None
        boxes = [text.get_charbox(found[0] + at) for at in range(found[1])]
    other = shown.copy() if reader == "pdfium" else by_poppler(received(name), 1)[0]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    other.paste((255, 255, 255), [round(left), round(shown.height - top), round(right), round(shown.height - bottom)])
    assert difference(shown, other) > TOLERANCE


def test_no_file_of_the_corpus_is_there_twice() -> None:
    assert len({sha256(received(name)).digest() for name in FILES}) == len(FILES)
