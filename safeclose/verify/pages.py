"""Fingerprints of pages by what they show, for comparing two PDFs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

SHOWN = ("/Annots", "/ArtBox", "/BleedBox", "/Contents", "/Group", "/TrimBox", "/UserUnit")
INHERITED = ("/CropBox", "/MediaBox", "/Resources", "/Rotate")
# Trees of pages and tags: links back to them are not part of what a page shows.
TREES = frozenset({b"/Catalog", b"/Page", b"/Pages", b"/StructElem", b"/StructTreeRoot"})
BACKWARD = frozenset({"/P", "/Parent", "/StructParent", "/StructParents"})
# The same data can be written with or without these; see `_packing`.
PACKING = frozenset({"/DecodeParms", "/Filter", "/Length"})


def page_fingerprints(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """A SHA-256 for each page, over everything it shows, as stored, without decompression.

    It depends on values alone: whether one is written in its place or as an object of its own, and under which
    number, makes no difference.
    """
    fingerprints = _Fingerprints(pdf)
    for page in pdf.pages:
        yield fingerprints.of_page(page.obj)


def has_same_content(marked: pikepdf.Pdf, presented: pikepdf.Pdf, number: int) -> bool:
    """Whether page `number`, from 1, is the same in both, after what `safeclose.marks.pages.draw` adds is taken off.

    That are XObjects that the presented page does not name, and the first and the last stream of the contents.
    """
    known = _named_objects(presented.pages[number - 1].obj).keys()
    added = _named_objects(marked.pages[number - 1].obj).keys() - known
    return _content(marked, number, without=added) == _content(presented, number, without=())


def _content(pdf: pikepdf.Pdf, number: int, *, without: Collection[str]) -> bytes:
    page = pdf.pages[number - 1].obj
    resources, contents = _inherited(page, "/Resources"), page.get(Name.Contents)
    entries = dict(resources.items()) if isinstance(resources, Dictionary) else {}
    objects = {name: value for name, value in _named_objects(page).items() if name not in without}
    listed = contents if isinstance(contents, Array) else [contents]
    streams = [each for each in listed if isinstance(each, Stream)]
    shown = {
        "/Contents": Array(streams[1:-1] if without else streams),
        "/Resources": Dictionary({**entries, "/XObject": Dictionary(objects)}),
    }
    return _Fingerprints(pdf).of_page(page, shown)


def _named_objects(page: Object) -> dict[str, Any]:
    resources = _inherited(page, "/Resources")
    found = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    return dict(found.items()) if isinstance(found, Dictionary) else {}


class _Fingerprints:
    # Shared objects (fonts, logos) are hashed once, so the time is linear in the file's size.

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.known: dict[tuple[int, int], bytes] = {}

    def of_page(self, page: Object, instead: Mapping[str, Any] = MappingProxyType({})) -> bytes:
        found = [(name, page[name]) for name in SHOWN if name in page and name not in instead]
        found += [
            (name, value) for name in INHERITED if name not in instead and (value := _inherited(page, name)) is not None
        ]
        found += instead.items()
        return sha256(b"".join(_encoded(name) + self.of(value) for name, value in found)).digest()

    def of(self, value: Any) -> bytes:
        """What stands for a value: a scalar's own text, and for anything else a digest. It says where it ends."""
        if not isinstance(value, Object) or not isinstance(value, Array | Dictionary | Stream):
            written = _written(value)
            return b"%d:%b" % (len(written), written)
        if not value.is_indirect:
            return self.compute(value)
        if value.objgen in self.pages:
            return b"page %d;" % self.pages[value.objgen]
        if value.objgen not in self.known:
            self.known[value.objgen] = b"under way;"  # ends cycles at the same place in both files
            self.known[value.objgen] = self.compute(value)
        return self.known[value.objgen]

    def compute(self, value: Any) -> bytes:
        if isinstance(value, Array):
            return _digest(b"array", b"".join(map(self.of, value)))
        if isinstance(value, Stream):
            data = value.read_raw_bytes()
            packing = b"".join(name + self.of(parameters) for name, parameters in _packing(value, data))
            entries = self.of_entries(value, value.keys() - BACKWARD - PACKING)
            return _digest(b"stream", sha256(entries).digest() + sha256(packing).digest() + sha256(data).digest())
        if _written(value.get(Name.Type)) in TREES:
            return b"tree;"
        names = value.keys() - BACKWARD if Name.Rect in value else value.keys()  # an annotation, or another dictionary
        return _digest(b"dictionary", self.of_entries(value, names))

    def of_entries(self, value: Object, names: Iterable[str]) -> bytes:
        entries = ((name, value[name]) for name in sorted(names))
        return b"".join(_encoded(name) + self.of(each) for name, each in entries if each is not None)


def _digest(kind: bytes, content: bytes) -> bytes:
    return b"#" + sha256(kind + content).digest()


def _written(value: Any) -> bytes:
    return bytes(value.unparse(resolved=True)) if isinstance(value, Object) else repr(value).encode()


def _encoded(name: str) -> bytes:
    """It says where it ends: a name can hold any bytes, such as those that stand for a value and the next name."""
    encoded = name.encode(errors="surrogateescape")  # names can have any encoding, which pikepdf reads with surrogates
    return b"%d:%b" % (len(encoded), encoded)


def _packing(stream: Object, data: bytes) -> Iterator[tuple[bytes, Any]]:
    """Filters and their parameters, in order. Those of an empty stream, and the filter that does nothing
    (`/Crypt`, in a file that is not encrypted), are ignored, as programs that rewrite the file may omit them."""
    filters, parameters = _listed(stream.get(Name.Filter)), _listed(stream.get(Name.DecodeParms))
    for at, name in enumerate(filters if data else ()):
        if name != Name.Crypt:
            yield _written(name), parameters[at] if at < len(parameters) else None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]


def _inherited(page: Object, name: str) -> Any:
    node: Any = page
    for _ in range(100):  # deeper page trees are hostile
        if name in node:
            return node[name]
        if (node := node.get(Name.Parent)) is None:
            return None
    return None
