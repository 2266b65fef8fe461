"""A form without its fields: the pages as paper, with nothing in them that acts or reaches elsewhere."""

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from documents.forms.acroform import annotations

PRINTED = "/Printed"  # what a page's own content is called

# What stays of a page and of the catalogue; all else is left out, whatever the next version of PDF invents.
_PAGE_KEYS = """
/Contents /CropBox /Group /MediaBox /Parent /Resources /Rotate /Type /UserUnit
"""
_CATALOGUE_KEYS = "/Lang /Pages /Type /Version"
# What is taken out of every other object; not /A, which may be the name of a font. /Alternates and /OPI stand in for
# a picture, /OC hides it.
_ACTIVE_KEYS = """
/AA /AF /Alternates /EF /JS /JavaScript /Metadata /OC /OPI /OpenAction /PieceInfo /RichMediaContent /StructParent
/StructParents /XFA
"""
_PAGE, _CATALOGUE, _NOWHERE = (frozenset(keys.split()) for keys in (_PAGE_KEYS, _CATALOGUE_KEYS, _ACTIVE_KEYS))
_DRAWS_NOTHING = frozenset({"/Widget", "/Link", "/Popup", "/TrapNet", "/PrinterMark", "/FileAttachment", "/Projection"})

_ACTIONS = {
    "/JavaScript": "scripts",
    "/SubmitForm": "sending of data",
    "/ImportData": "reading of other files",
    "/Launch": "starting of programs",
    "/GoToR": "links to other files",
    "/GoToE": "links to other files",
    "/URI": "links",
}
_MEDIA = frozenset({"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"})


def left_out(pdf: Pdf) -> list[str]:
    """What a form has that paper has not, in words, sorted."""
    found = {_ACTIONS[str(each[Name.S])] for each in dictionaries(pdf) if str(each.get(Name.S)) in _ACTIONS}
    names = pdf.Root.get(Name.Names, Dictionary())
    form = pdf.Root.get(Name.AcroForm, Dictionary())
    subtypes = {str(each.get(Name.Subtype)) for page in pdf.pages for each in annotations(page.obj)}
    checks = {
        "scripts": Name.JavaScript in names,
        "attached files": Name.EmbeddedFiles in names or Name.AF in pdf.Root or "/FileAttachment" in subtypes,
        "an XFA form": Name.XFA in form,
        "films and sounds": bool(subtypes & _MEDIA),
        "tags for screen readers": Name.StructTreeRoot in pdf.Root,
        "places for signatures": any(str(each.get(Name.FT)) == "/Sig" for each in dictionaries(pdf)),
    }
    return sorted(found | {what for what, there in checks.items() if there})


def as_paper(pdf: Pdf) -> bytes:
    """The pages of a form as a PDF of their own: notes and stamps become part of the page, fields go.

    The same form gives the same bytes. `pdf` is changed.
    """
    for page in pdf.pages:
        kept = [each for each in annotations(page.obj) if str(each.get(Name.Subtype)) not in _DRAWS_NOTHING | _MEDIA]
        page.obj.Annots = Array(kept)
    pdf.flatten_annotations("screen")
    for page in pdf.pages:
        _keep(page.obj, _PAGE)
        _isolate(pdf, page)
    _keep(pdf.Root, _CATALOGUE)
    for key in pdf.trailer.keys() & {"/Info", "/ID"}:
        del pdf.trailer[key]
    _clean(pdf)
    written = BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _isolate(pdf: Pdf, page: Page) -> None:
    """Make the page draw its content as one picture, so that the state this leaves behind ends with it."""
    page.contents_coalesce()
    picture = pdf.make_stream(page.obj.Contents.read_bytes() if Name.Contents in page.obj else b"")
    picture.Type, picture.Subtype, picture.BBox = Name.XObject, Name.Form, page.mediabox
    picture.Resources = page.resources
    if Name.Group in page.obj:
        picture.Group = page.obj.Group
    page.obj.Resources = Dictionary(XObject=Dictionary({PRINTED: picture}))
    page.obj.Contents = pdf.make_stream(f"{PRINTED} Do".encode())


def _keep(item: Object, names: frozenset[str]) -> None:
    for key in item.keys() - names:
        del item[key]


def _clean(pdf: Pdf) -> None:
    for item in dictionaries(pdf):
        for key in item.keys() & _NOWHERE:
            del item[key]


def dictionaries(pdf: Pdf) -> Iterator[Object]:
    """All that are in the file, those within others too; what is taken out of one meanwhile is not met."""
    waiting = list(pdf.objects)
    while waiting:
        item = waiting.pop()
        if isinstance(item, Dictionary | Stream):
            yield item
            members = [value for _, value in item.items()]
        else:
            members = list(item) if isinstance(item, Array) else []
        waiting += [each for each in members if isinstance(each, Dictionary | Array) and not each.is_indirect]
