"""Content of a PDF that can act, change what is shown, or reach elsewhere."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

# What a sealed file's catalogue may hold. Everything else is left out when sealing: /OpenAction, /AA, layers,
# portfolios, and whatever the next version of PDF invents.
_CATALOGUE = """
/AF /AcroForm /Dests /Extensions /Lang /MarkInfo /Metadata /Names /Outlines /OutputIntents /PageLabels /Pages
/Perms /StructTreeRoot /Type /Version /ViewerPreferences
"""
CATALOGUE = frozenset(_CATALOGUE.split())
HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI"})
ACTIVE_ANNOTATIONS = frozenset(
    {"/Widget", "/Screen", "/Movie", "/Sound", "/RichMedia", "/3D", "/FileAttachment", "/Projection"}
)


def active_content(pdf: pikepdf.Pdf, *, seal: Object | None = None) -> str | None:
    """A sentence on the first thing in pages or bookmarks that acts; None when there is none.

    `seal` is the one form field that may be there.
    """
    for number, page in enumerate(pdf.pages, start=1):
        if "/AA" in page.obj:
            return f"Page {number} has an action of its own."
        for annotation in _annotations(page.obj):
            if seal is not None and annotation.objgen == seal.objgen:
                continue
            if str(annotation.get(Name.Subtype)) in ACTIVE_ANNOTATIONS:
                return f"Page {number} has a {str(annotation.Subtype)[1:]} annotation."
            if _acts(annotation):
                return f"Page {number} has an annotation with an action."
    if any(_acts(each) for each in _bookmarks(pdf)):
        return "A bookmark has an action."
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
