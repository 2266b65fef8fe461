"""Refuses PDFs that unpack to too much or draw too much ("decompression bombs"), before they are rendered."""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, StreamDecodeLevel

from documents.intake.stream_filters import SPOILT
from safeclose.child_processes.confined import UnfitError

MAX_UNPACKED_BYTES = 400 * 1024 * 1024  # of all streams, and of all drawings, each counted as often as it is drawn
MAX_IMAGE_PIXELS = 80_000_000  # of one image: A3 at 600 dpi is 70 million
MAX_DRAWING_DEPTH = 12  # levels of drawings within drawings

BOMB = "The PDF unpacks to more than can be shown."
NESTED = "The PDF draws its content in too many levels."
OUTSIDE = "The PDF takes content from other files."

_PACKED = frozenset({"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"})
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
Weights = dict[tuple[int, int], int]


def refuse_bombs(pdf: Pdf) -> None:
    """Raise UnfitError for a PDF that unpacks to more than the limits above, or takes content from other files.

    The PDF must have been opened with qpdf's limits on what one stream unpacks to.
    """
    weights: Weights = {}
    _add_up(_page_weight(page, weights) for page in pdf.pages)
    _add_up(_checked_size(each) for each in pdf.objects if isinstance(each, Stream))


def _add_up(sizes: Iterator[int]) -> None:
    total = 0
    for size in sizes:
        total += size
        if total > MAX_UNPACKED_BYTES:
            raise UnfitError(BOMB)


def _page_weight(page: Page, weights: Weights) -> int:
    contents = page.obj.get(Name.Contents)
    parts = list(contents) if isinstance(contents, Array) else [contents]
    drawn = b"\n".join(_unpacked(part) for part in parts if isinstance(part, Stream))
    return _weight(drawn, page.resources, weights, 0) + sum(
        _drawing(each, page.resources, weights, 1) for each in _appearances(page)
    )


def _appearances(page: Page) -> Iterator[Object]:
    annotations = page.obj.get(Name.Annots)
    for annotation in annotations if isinstance(annotations, Array) else ():
        normal = annotation.get(Name.AP, Dictionary()).get(Name.N) if isinstance(annotation, Dictionary) else None
        if isinstance(normal, Stream):
            yield normal
        elif isinstance(normal, Dictionary):
            yield from (each for each in normal.values() if isinstance(each, Stream))


def _weight(drawn: bytes, resources: Object | None, weights: Weights, depth: int) -> int:
    """Bytes that a reader interprets; a drawing counts as often as it is drawn."""
    if depth > MAX_DRAWING_DEPTH:
        raise UnfitError(NESTED)
    total, found = len(drawn), resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    if isinstance(found, Dictionary):
        named = (found.get("/" + name.decode("latin-1")) for name in _DRAWN.findall(drawn))
        total += sum(_drawing(each, resources, weights, depth) for each in named if isinstance(each, Stream))
    return total


def _drawing(stream: Object, above: Object | None, weights: Weights, depth: int) -> int:
    if stream.objgen not in weights:
        if _is_picture(stream):
            weights[stream.objgen] = 1
        else:
            weights[stream.objgen] = MAX_UNPACKED_BYTES  # until computed, in case it draws itself
            resources = stream.get(Name.Resources, above)  # in old files a drawing uses the page's resources
            weights[stream.objgen] = _weight(_unpacked(stream), resources, weights, depth + 1)
    return min(weights[stream.objgen], MAX_UNPACKED_BYTES + 1)


def _checked_size(stream: Object) -> int:
    """Bytes that a stream unpacks to; 0 for images, which readers unpack line by line."""
    # A stream's own content may stand in another file (ISO 32000-1, 7.3.8.2), and so may a drawing's (8.10.4).
    if Name.F in stream or Name.Ref in stream:
        raise UnfitError(OUTSIDE)
    if _is_picture(stream):
        if int(stream.get(Name.Width, 0)) * int(stream.get(Name.Height, 0)) > MAX_IMAGE_PIXELS:
            raise UnfitError("The PDF has a picture of more than 80 million pixels.")
        return 0
    return len(_unpacked(stream)) if _filters(stream) <= _PACKED else 0


def _is_picture(stream: Object) -> bool:
    return str(stream.get(Name.Subtype)) == "/Image"


def _filters(stream: Object) -> set[str]:
    given = stream.get(Name.Filter, Array())
    return {str(each) for each in given} if isinstance(given, Array) else {str(given)}


def _unpacked(stream: Object) -> bytes:
    try:
        return stream.read_bytes(StreamDecodeLevel.specialized)  # run lengths are among what qpdf calls specialized
    except pikepdf.PikepdfError as error:
        raise UnfitError(BOMB if "limit exceeded" in str(error) else SPOILT) from None
