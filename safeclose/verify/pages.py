"""Comparing pages of two PDFs by what they show."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

SHOWN = ("/Annots", "/ArtBox", "/BleedBox", "/Contents", "/Group", "/TrimBox", "/UserUnit")
INHERITED = ("/CropBox", "/MediaBox", "/Resources", "/Rotate")
# Links back to the page, the parent or the structure tree; none is shown.
BACKWARD = frozenset({"/Length", "/P", "/Parent", "/StructParent", "/StructParents"})


def page_fingerprints(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """A SHA-256 for each page, over all it shows, as stored: nothing is decompressed."""
    fingerprints = _Fingerprints(pdf)
    for page in pdf.pages:
        yield fingerprints.of_page(page.obj)


class _Fingerprints:
    # What several pages share (fonts, logos) is hashed once, so the time is linear in the file.

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.known: dict[tuple[int, int], bytes] = {}

    def of_page(self, page: Object) -> bytes:
        found = [(name, page[name]) for name in SHOWN if name in page]
        found += [(name, value) for name in INHERITED if (value := _inherited(page, name)) is not None]
        return sha256(b"".join(name.encode() + self.of(value) for name, value in found)).digest()

    def of(self, value: Any) -> bytes:
        if not isinstance(value, Object) or not value.is_indirect:
            return self.compute(value)
        if value.objgen in self.pages:
            return b"page %d" % self.pages[value.objgen]
        if value.objgen not in self.known:
            self.known[value.objgen] = b"under way"  # ends cycles, in both files at the same place
            self.known[value.objgen] = self.compute(value)
        return self.known[value.objgen]

    def compute(self, value: Any) -> bytes:
        if isinstance(value, Array):
            return sha256(b"array" + b"".join(self.of(each) for each in value)).digest()
        if isinstance(value, Stream):
            return sha256(self.of_entries(value) + sha256(value.read_raw_bytes()).digest()).digest()
        if isinstance(value, Dictionary):
            return sha256(self.of_entries(value)).digest()
        written = value.unparse() if isinstance(value, Object) else repr(value).encode()
        return sha256(b"scalar" + written).digest()

    def of_entries(self, value: Object) -> bytes:
        return b"".join(name.encode() + b" " + self.of(value[name]) for name in sorted(value.keys() - BACKWARD))


def _inherited(page: Object, name: str) -> Any:
    node: Any = page
    for _ in range(100):  # deeper page trees exist only to exhaust their reader
        if name in node:
            return node[name]
        if (node := node.get(Name.Parent)) is None:
            return None
    return None
