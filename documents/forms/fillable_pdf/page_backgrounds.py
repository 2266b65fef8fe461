"""Makes the pages of a form a background without fields, actions and references to other files."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from pikepdf import Annotation, Array, Dictionary, Name, Object, Page, Pdf, Stream

from documents.forms.fillable_pdf import widgets
from documents.forms.fillable_pdf.widgets import annotations

PRINTED = "/Printed"  # what a page's own content is called
SHOWN = "/Shown"  # what the drawings of fields are called, with a number after it

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
_DRAWS_NOTHING = frozenset({"/Link", "/Popup", "/TrapNet", "/PrinterMark", "/FileAttachment", "/Projection"})

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
        "usage rights": bool(usage_rights(pdf)),
    }
    return sorted(found | {what for what, there in checks.items() if there})


def take_out_actions(pdf: Pdf) -> None:
    """Remove from the pages what acts or draws nothing, which `left_out` names."""
    for page in pdf.pages:
        kept = [each for each in annotations(page.obj) if str(each.get(Name.Subtype)) not in _DRAWS_NOTHING | _MEDIA]
        for each in kept:
            if each.get(Name.Subtype) == Name.Widget:
                continue  # its scripts tell how its value is formatted
            for key in each.keys() & {"/A", "/AA"}:
                del each[key]
        page.obj.Annots = Array(kept)


def usage_rights(pdf: Pdf) -> list[Object]:
    """What lets Adobe Reader save a form (ISO 32000-1, 12.8.2.3). It is built like a signature; nobody has signed."""
    rights = pdf.Root.get(Name.Perms)
    given = [rights.get(key) for key in (Name.UR3, Name.UR)] if isinstance(rights, Dictionary) else []
    return [each for each in given if isinstance(each, Dictionary)]


def as_paper(pdf: Pdf, drawn: Mapping[int, Mapping[str, Object]]) -> bytes:
    """The pages of a form as a PDF of their own, without fields. For a PDF that `settle` has made the same for every
    reader, but for its fields.

    `drawn`: by the number of the page and by name, widgets whose appearance is kept beside the page's own content,
    and not shown as yet.

    The same form gives the same bytes. `pdf` is changed.
    """
    kept = {number: _kept_drawings(pdf, page, drawn.get(number, {})) for number, page in enumerate(pdf.pages)}
    for page in pdf.pages:  # a stamp is what `read_form` has made of a field that nobody fills, and that is seen
        page.obj.Annots = Array([each for each in annotations(page.obj) if each.get(Name.Subtype) == Name.Stamp])
    pdf.flatten_annotations("screen")
    for number, page in enumerate(pdf.pages):
        _keep(page.obj, _PAGE)
        _isolate(pdf, page)
        for name, drawing in kept[number].items():
            page.obj.Resources.XObject[name] = drawing
    _keep(pdf.Root, _CATALOGUE)
    for key in pdf.trailer.keys() & {"/Info", "/ID"}:
        del pdf.trailer[key]
    _clean(pdf)
    written = BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _kept_drawings(pdf: Pdf, page: Page, drawn: Mapping[str, Object]) -> dict[str, Object]:
    return {name: _placed(pdf, page, widget) for name, widget in drawn.items()}


def _placed(pdf: Pdf, page: Page, widget: Object) -> Object:
    """The appearance of a widget at its place, as a drawing in the coordinates of the page."""
    look = widgets.appearance(widget)
    seen = Dictionary(Subtype=Name.Widget, Rect=widget.Rect, F=widget.get(Name.F, 0), AP=Dictionary(N=look))
    content = Annotation(seen).get_page_content_for_appearance(Name.Drawn, page.rotation, 0, 0)
    drawing = pdf.make_stream(content)
    drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, page.mediabox
    drawing.Resources = Dictionary(XObject=Dictionary(Drawn=look))
    return drawing


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
