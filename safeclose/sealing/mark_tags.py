"""Tags for marks: an element of the structure tree for each, which a screen reader reads where the page ends."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pikepdf import Array, Dictionary, Matrix, Name, Object, Pdf, Rectangle, String

from safeclose.marks.definitions import Mark, MarkKind
from safeclose.marks.pages import MarkedPage
from safeclose.marks.placed import PutMark
from safeclose.sealing.tags import drop_broken_tree, listed, parent_tree, top_element

# For each kind: what it is called with the signer's name, and without it (after an erasure).
_WORDS: dict[str, dict[MarkKind, str]] = {
    "en": {
        MarkKind.SIGNATURE: "Signature of {name}, signed on {day} at {time} UTC",
        MarkKind.INITIALS: "Initials of {name}, signed on {day} at {time} UTC",
        MarkKind.NAME: "Name of the signer: {text}",
        MarkKind.DATE: "Date of the signature of {name}: {text}",
        MarkKind.TEXT: "{label}, entered by {name}: {text}",
        MarkKind.CHECKBOX: "{label}, checked by {name}",
    },
    "fr": {
        MarkKind.SIGNATURE: "Signature de {name}, signé le {day} à {time} UTC",
        MarkKind.INITIALS: "Initiales de {name}, signé le {day} à {time} UTC",
        MarkKind.NAME: "Nom du signataire : {text}",
        MarkKind.DATE: "Date de la signature de {name} : {text}",
        MarkKind.TEXT: "{label}, saisi par {name} : {text}",
        MarkKind.CHECKBOX: "{label}, coché par {name}",
    },
}
_UNKNOWN = {"en": ("the signer", "Text", "Checkbox"), "fr": ("signataire inconnu", "Texte", "Case")}


def tag_marks(pdf: Pdf, pages: Sequence[MarkedPage]) -> None:
    """Adds an element with an alternative text for each mark. A PDF without tags, or with broken ones, gets none."""
    drop_broken_tree(pdf)
    if Name.StructTreeRoot not in pdf.Root:
        return
    tree = pdf.Root.StructTreeRoot
    top = top_element(pdf, tree)
    parents, number = parent_tree(pdf, tree)
    language = "fr" if str(pdf.Root.get(Name.Lang, "")).lower().startswith("fr") else "en"
    numbers = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    kids = [(_first_page(each, numbers), each) for each in listed(top.get(Name.K))]
    for key, page in enumerate(pages, number):
        elements = [_element(pdf, top, page, mcid, language) for mcid in range(len(page.marks))]
        page.form.StructParents = key
        parents[key] = Array(elements)
        place = numbers[page.page.obj.objgen]
        after = max((at for at, (first, _) in enumerate(kids, 1) if first is not None and first <= place), default=0)
        kids[after:after] = [(place, each) for each in elements]
    tree.ParentTreeNextKey = number + len(pages)
    top.K = Array([each for _, each in kids])


def description(mark: PutMark, language: str) -> str:
    """What a screen reader reads."""
    name, text, box = _UNKNOWN[language]
    at = mark.at.astimezone(UTC)
    return _WORDS[language][mark.mark.kind].format(
        name=mark.name or name,
        text=mark.text or "",
        label=mark.mark.label or (box if mark.mark.kind == MarkKind.CHECKBOX else text),
        day=f"{at:%Y-%m-%d}",
        time=f"{at:%H:%M}",
    )


def _element(pdf: Pdf, parent: Object, page: MarkedPage, mcid: int, language: str) -> Object:
    put = page.marks[mcid]
    content = Dictionary(Type=Name.MCR, Pg=page.page.obj, Stm=page.form, MCID=mcid)
    place = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=_place(put.mark, page.form))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Figure,
            P=parent,
            Pg=page.page.obj,
            Alt=String(description(put, language)),
            A=place,
            K=content,
        )
    )


def _place(mark: Mark, form: Object) -> Array:
    shown = Matrix(form.Matrix).transform(Rectangle(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height))
    return Array([round(float(edge), 2) for edge in (shown.llx, shown.lly, shown.urx, shown.ury)])


def _first_page(element: Any, numbers: dict[tuple[int, int], int]) -> int | None:
    """The index of the page on which the content of an element begins; None where it has none."""
    waiting, seen = [element], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        if node.is_indirect:
            seen.add(node.objgen)
        page = node.get(Name.Pg)
        if isinstance(page, Dictionary) and page.objgen in numbers:
            return numbers[page.objgen]
        waiting += reversed(listed(node.get(Name.K)))
    return None
