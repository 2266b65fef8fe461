"""Renders pages of a PDF as images and extracts its text, with pdfium."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from safeclose.records.transactions import assert_no_transaction

PIXELS_PER_POINT = 144 / 72  # 144 dpi: sharp on a phone, about 200 KB a page

# pdfium is not thread-safe.
_pdfium = threading.Lock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _pdfium:
        import pypdfium2  # slow to import, and few requests and jobs need it

        with pypdfium2.PdfDocument(pdf) as document:
            yield document


def image(pdf: bytes, number: int) -> bytes:
    """Page `number`, counted from 1, as PNG. Must be called with no transaction open."""
    assert_no_transaction()
    with _opened(pdf) as document:
        picture = document[number - 1].render(scale=PIXELS_PER_POINT).to_pil()
    out = BytesIO()
    picture.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def text(pdf: bytes) -> str:
    """The text of all pages, separated by form feeds. Must be called with no transaction open."""
    assert_no_transaction()
    with _opened(pdf) as document:
        parts = [page.get_textpage().get_text_bounded() for page in document]
    return "\f".join(part.replace("\r\n", "\n") for part in parts)
