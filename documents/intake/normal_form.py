"""The normal form in which a PDF is stored, shown, hashed and signed. Writing it again gives the same bytes."""

from io import BytesIO

from pikepdf import Array, Name, Object, ObjectStreamMode, Pdf, StreamDecodeLevel

from safeclose.child_processes.confined import UnfitError
from safeclose.sealing.joining import reduce_catalogue
from safeclose.sealing.page_tree import flatten

Box = tuple[float, float, float, float]


def written(pdf: Pdf) -> bytes:
    """The PDF in normal form; `pdf` is changed. A PDF in normal form gives its own bytes again.

    Pages stand in one list with all that they inherited, boxes have their corners in order, the catalogue has nothing
    that acts, and streams stay as they are, byte for byte.
    Raises UnfitError for a page whose size or direction readers would have to guess.
    """
    flatten(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        _settle_boxes(page.obj, number)
        _settle_direction(page.obj, number)
    reduce_catalogue(pdf)
    for key in pdf.Root.keys() & {"/AF", "/AcroForm", "/Extensions", "/Perms"}:
        del pdf.Root[key]
    if not pdf.Root.Names.keys():
        del pdf.Root[Name.Names]
    if Name.ID in pdf.trailer:
        del pdf.trailer[Name.ID]  # computed again from the content
    out = BytesIO()
    pdf.save(
        out,
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.generate,
        preserve_pdfa=False,
        deterministic_id=True,
    )
    return out.getvalue()


def _settle_boxes(page: Object, number: int) -> None:
    media = _box(page.get(Name.MediaBox), number)
    page.MediaBox = Array(list(media))
    if Name.CropBox in page:
        crop = _box(page.CropBox, number)
        within = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
        if within[0] >= within[2] or within[1] >= within[3]:
            raise UnfitError(f"Page {number} shows a part of the sheet that is outside the sheet.")
        page.CropBox = Array(list(within))


def _box(given: object, number: int) -> Box:
    if not isinstance(given, Array) or len(given) != 4:
        raise UnfitError(f"Page {number} has no size.")
    left, bottom, right, top = (float(edge) + 0.0 for edge in given)  # -0.0 is written as another number than 0
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _settle_direction(page: Object, number: int) -> None:
    turn = page.get(Name.Rotate, 0)
    if turn % 90:
        raise UnfitError(
            f"Page {number} is turned by {turn} degrees; only quarter turns look the same in every reader."
        )
    if Name.Rotate in page:
        page.Rotate = int(turn) % 360
