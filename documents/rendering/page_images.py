"""Renders pages of a PDF as images and extracts its text, with pdfium."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from safeclose.places import Places
from safeclose.records.transactions import assert_no_transaction
from safeclose.storage import files

PIXELS_PER_POINT = 144 / 72  # 144 dpi: sharp on a phone
# A page of text and lines has few colours. With 16 levels of red, green and blue it looks the same, takes less than
# half of the bytes, and is compressed sooner.
MAX_COLOURS_OF_TEXT = 4096
SIXTEEN_LEVELS = [round(value / 17) * 17 for value in range(256)]
MAX_CACHED_BYTES = 64 * 1024 * 1024
# Images are kept in memory only, and not for long: what is erased must not stay anywhere.
MAX_AGE_SECONDS = 600

PLACES = Places(4, wait_seconds=5, sentence="Too many pages are being drawn now; try again.", retry_seconds=2)

# pdfium is not thread-safe.
_pdfium = threading.Lock()


class PageImage(NamedTuple):
    """One page as an image."""

    content: bytes
    content_type: str


class _Cache:
    """The images that were asked for last, each for ten minutes after it was made."""

    def __init__(self) -> None:
        self._images: OrderedDict[tuple[str, int, bool], tuple[float, PageImage]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, int, bool]) -> PageImage | None:
        with self._lock:
            self._drop_old()
            if key not in self._images:
                return None
            self._images.move_to_end(key)
            return self._images[key][1]

    def put(self, key: tuple[str, int, bool], image: PageImage) -> None:
        with self._lock:
            self._remove(key)
            self._images[key] = (time.monotonic(), image)
            self._size += len(image.content)
            while self._size > MAX_CACHED_BYTES:
                self._remove(next(iter(self._images)))

    def _drop_old(self) -> None:
        limit = time.monotonic() - MAX_AGE_SECONDS
        for key in [key for key, (made_at, _) in self._images.items() if made_at < limit]:
            self._remove(key)

    def _remove(self, key: tuple[str, int, bool]) -> None:
        if key in self._images:
            self._size -= len(self._images.pop(key)[1].content)


_cache = _Cache()


def page_image(sha256: str, number: int, *, webp: bool) -> PageImage:
    """Page `number`, counted from 1, of a stored PDF: as WebP, or else as PNG. Made once, then kept for a while.

    Must be called with no transaction open. Raises Unavailable where too many are being made.
    """
    key = (sha256, number, webp)
    found = _cache.get(key)
    if found is not None:
        return found
    with PLACES.one():
        # Several readers may have waited for the same page.
        found = _cache.get(key)
        if found is None:
            content = image(files.read(sha256), number, webp=webp)
            found = PageImage(content, "image/webp" if webp else "image/png")
            _cache.put(key, found)
        return found


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _pdfium:
        import pypdfium2  # slow to import, and few requests and jobs need it

        with pypdfium2.PdfDocument(pdf) as document:
            yield document


def image(pdf: bytes, number: int, *, webp: bool = False) -> bytes:
    """Page `number`, counted from 1, as PNG or WebP. Must be called with no transaction open."""
    assert_no_transaction()
    with _opened(pdf) as document:
        picture = document[number - 1].render(scale=PIXELS_PER_POINT).to_pil()
    is_text = picture.getcolors(MAX_COLOURS_OF_TEXT) is not None
    if is_text:
        picture = picture.point(SIXTEEN_LEVELS * 3)
    out = BytesIO()
    if webp:
        # The quick ways: the slower ones take two to three times as long for a fifth of the bytes, or for a fortieth.
        options = {"lossless": True, "quality": 20, "method": 3} if is_text else {"quality": 80, "method": 2}
        picture.save(out, "WEBP", **options)
    else:
        picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


class PageSize(NamedTuple):
    """Of a page as it is shown (crop box, rotated), in points."""

    width: float
    height: float


@lru_cache(maxsize=4096)
def page_sizes(sha256: str) -> tuple[PageSize, ...]:
    """The sizes of all pages of a stored PDF. Must be called with no transaction open.

    Files that were accepted before they were brought into a normal form may count pages that they do not have.
    """
    from pypdfium2 import PdfiumError

    assert_no_transaction()
    found = []
    with _opened(files.read(sha256)) as document, suppress(PdfiumError):
        for index in range(len(document)):
            found.append(PageSize(*document.get_page_size(index)))  # noqa: PERF401 - those before the error are kept
    return tuple(found)


def text(pdf: bytes) -> str:
    """The text of all pages, separated by form feeds. Must be called with no transaction open."""
    assert_no_transaction()
    with _opened(pdf) as document:
        parts = [page.get_textpage().get_text_bounded() for page in document]
    return "\f".join(part.replace("\r\n", "\n") for part in parts)
