"""Repairs the widgets of a form: each becomes an object of its own, on one page, listed by its field."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from documents.forms.fillable_pdf.appearances import box_of
from safeclose.child_processes.confined import UnfitError

MAX_DEPTH = 32

# Flags of annotations, by the numbers of their bits (ISO 32000-1, table 165).
_HIDDEN, _PRINT, _NOT_SHOWN = 1 << 1, 1 << 2, 1 << 5

Pages = dict[tuple[int, int], int]


def annotations(page: Object) -> Iterator[Object]:
    """Those of a page that are dictionaries, as they must be."""
    given = page.get(Name.Annots)
    yield from (each for each in (given if isinstance(given, Array) else ()) if isinstance(each, Dictionary))


def is_widget(annotation: Object) -> bool:
    """Whether it stands for a field."""
    return str(annotation.get(Name.Subtype)) == "/Widget"


def settle(pdf: Pdf) -> Pages:
    """On which page, from 0, each widget stands; `pdf` is changed so that this can be said.

    A widget may be written into the list of a page, be missing from the list of its field, or be on several pages;
    readers show all of these.
    """
    pages: Pages = {}
    listed: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for number, page in enumerate(pdf.pages):
        kept = []
        for annotation in annotations(page.obj):
            each = _own(annotation, pages, number, pdf) if is_widget(annotation) else annotation
            if is_widget(annotation):
                if pages.get(each.objgen) == number:  # listed twice by one page
                    continue
                pages[each.objgen] = number
                _list_above(each, listed, pdf)
            kept.append(each)
        if Name.Annots in page.obj:
            page.obj.Annots = Array(kept)
    if pages and not isinstance(pdf.Root.get(Name.AcroForm), Dictionary):
        pdf.Root.AcroForm = Dictionary(Fields=Array([]))
    return pages


def _own(annotation: Object, pages: Pages, number: int, pdf: Pdf) -> Object:
    if not annotation.is_indirect:
        return pdf.make_indirect(annotation)
    if pages.get(annotation.objgen, number) != number:
        return pdf.make_indirect(Dictionary(dict(annotation.items())))
    return annotation


def _list_above(widget: Object, listed: dict[tuple[int, int], set[tuple[int, int]]], pdf: Pdf) -> None:
    below = widget
    for _ in range(MAX_DEPTH):
        parent = below.get(Name.Parent)
        if not isinstance(parent, Dictionary) or str(parent.get(Name.Type)) in ("/Page", "/Pages"):
            return
        if not parent.is_indirect:
            parent = below.Parent = pdf.make_indirect(parent)
        kids = parent.get(Name.Kids)
        if not isinstance(kids, Array):
            kids = parent.Kids = Array([])
        known = listed.setdefault(parent.objgen, {each.objgen for each in kids if isinstance(each, Dictionary)})
        if below.objgen not in known:
            parent.Kids.append(below)
            known.add(below.objgen)
        below = parent


def on_screen(widget: Object) -> bool:
    """Whether readers show it."""
    return not _flags(widget) & (_HIDDEN | _NOT_SHOWN)


def on_paper(widget: Object) -> bool:
    """Whether readers print it."""
    return bool(_flags(widget) & _PRINT) and not _flags(widget) & _HIDDEN


def _flags(widget: Object) -> int:
    given = widget.get(Name.F, 0)
    return int(given) if isinstance(given, int) else 0


def states(widget: Object) -> dict[str, Object]:
    """The appearances between which its state chooses, by name without the slash."""
    normal = _normal(widget)
    if not isinstance(normal, Dictionary) or isinstance(normal, Stream):
        return {}
    return {key[1:]: each for key, each in normal.items() if isinstance(each, Stream)}


def state(widget: Object) -> str:
    """The state that readers show: `AS`, whatever the field's value is."""
    given = widget.get(Name.AS)
    return str(given)[1:] if isinstance(given, Name) else "Off"


def appearance(widget: Object) -> Object | None:
    """What readers draw for it, if anything."""
    normal = _normal(widget)
    return normal if isinstance(normal, Stream) else states(widget).get(state(widget))


def is_drawable(stream: Object) -> bool:
    """Whether an appearance has what all readers need to draw it: a box, and its own fonts."""
    content = stream.read_bytes()
    if not content.strip():
        return True
    return box_of(stream) is not None and (Name.Resources in stream or not (b"Tf" in content or b" Do" in content))


def refuse_unclear(stream: Object, name: str) -> None:
    """Raises UnfitError for an appearance that readers draw in different ways."""
    if not is_drawable(stream):
        raise UnfitError(f"The appearance of the field {name} lacks its box or its fonts; save the form anew first.")


def _normal(widget: Object) -> Any:
    given = widget.get(Name.AP)
    return given.get(Name.N) if isinstance(given, Dictionary) else None
