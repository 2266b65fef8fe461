"""Active content of a PDF: what can trigger actions, change what is shown, or access other files."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from safeclose.sentences import Sentence, sentence

# The allowed entries of a sealed file's catalogue. Sealing removes all others: /OpenAction, /AA, layers, portfolios,
# and unknown ones.
_CATALOGUE = """
/AF /AcroForm /Dests /Extensions /Lang /MarkInfo /Metadata /Names /Outlines /OutputIntents /PageLabels /Pages
/Perms /StructTreeRoot /Type /Version /ViewerPreferences
"""
CATALOGUE = frozenset(_CATALOGUE.split())
HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI"})
ACTIVE_ANNOTATIONS = frozenset(
    {"/Widget", "/Screen", "/Movie", "/Sound", "/RichMedia", "/3D", "/FileAttachment", "/Projection"}
)


def active_content(pdf: pikepdf.Pdf, *, seal: Object | None = None) -> Sentence | None:
    """A sentence on the first active content in pages or bookmarks; None when there is none.

    `seal` is the one allowed form field.
    """
    for number, page in enumerate(pdf.pages, start=1):
        if "/AA" in page.obj:
            return sentence("Page {number} has an action of its own.", number=number)
        for annotation in _annotations(page.obj):
            if seal is not None and annotation.objgen == seal.objgen:
                continue
            if str(annotation.get(Name.Subtype)) in ACTIVE_ANNOTATIONS:
                return sentence(
                    "Page {number} has a {kind} annotation.", number=number, kind=str(annotation.Subtype)[1:]
                )
            if _acts(annotation):
                return sentence("Page {number} has an annotation with an action.", number=number)
    if any(_acts(each) for each in _bookmarks(pdf)):
        return sentence("A bookmark has an action.")
    return None


def _annotations(page: Object) -> Iterator[Object]:
    annotations = page.get(Name.Annots)
    if isinstance(annotations, Array):
        yield from (each for each in annotations if isinstance(each, Dictionary))


def _acts(item: Object) -> bool:
    if "/AA" in item:
        return True
    action = item.get(Name.A)
    if action is None:
        return False
    harmless = isinstance(action, Dictionary) and str(action.get(Name.S)) in HARMLESS_ACTIONS
    return not harmless or "/Next" in action


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[Object]:
    waiting, seen = [pdf.Root.get(Name.Outlines)], set()
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary) or (item.is_indirect and item.objgen in seen):
            continue
        seen.add(item.objgen)
        yield item
        waiting += [item.get(Name.First), item.get(Name.Next)]
