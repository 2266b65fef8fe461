"""Fillable PDFs, made by hand with pikepdf, as forms in the field are made."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

LETTER = [0, 0, 612, 792]
PRINT = 4


class FormMaker:
    """A PDF to which fields are added, one after the other."""

    def __init__(self, *boxes: list[float]) -> None:
        self.pdf = Pdf.new()
        for box in boxes or (LETTER,):
            self.page(box)
        self.fields = Array([])
        helvetica = self.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        self.helvetica = helvetica
        self.pdf.Root.AcroForm = Dictionary(
            Fields=self.fields, DA=String("/Helv 0 Tf 0 g"), DR=Dictionary(Font=Dictionary(Helv=helvetica))
        )

    def page(self, box: list[float], **keys: Any) -> None:
        """A further page."""
        contents = self.pdf.make_stream(b"")
        page = Dictionary(Type=Name.Page, MediaBox=Array(box), Contents=contents, Resources=Dictionary(), **keys)
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))

    def say(self, text: str, x: float, y: float, page: int = 0) -> None:
        """Print something on a page."""
        sheet = self.pdf.pages[page]
        sheet.obj.Resources.Font = Dictionary(F1=self.helvetica)
        sheet.contents_add(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET\n".encode())

    def widget(self, box: list[float], page: int = 0, **keys: Any) -> Any:
        """An annotation without a field."""
        keys = {"F": PRINT, **keys}
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(box), P=self.pdf.pages[page].obj, **keys)
        )
        sheet = self.pdf.pages[page].obj
        sheet.Annots = Array([*sheet.get(Name.Annots, Array()), made])
        return made

    def text(self, name: str, box: list[float], page: int = 0, **keys: Any) -> Any:
        """A text field of one widget."""
        made = self.widget(box, page, FT=Name.Tx, T=String(name), **keys)
        self.fields.append(made)
        return made

    def choice(self, name: str, box: list[float], options: list[Any], **keys: Any) -> Any:
        """A list."""
        given = Array([Array([String(a), String(b)]) if b else String(a) for a, b in options])
        made = self.widget(box, FT=Name.Ch, T=String(name), Opt=given, **keys)
        self.fields.append(made)
        return made

    def drawing(self, content: bytes, width: float = 200, height: float = 20, **keys: Any) -> Any:
        """An appearance."""
        made = self.pdf.make_stream(content)
        made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
        dingbats = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
        made.Resources = Dictionary(Font=Dictionary(Helv=self.helvetica, ZaDb=dingbats))
        for key, value in keys.items():
            made[f"/{key}"] = value
        return made

    def saying(self, text: str, width: float = 200, height: float = 20, **keys: Any) -> Dictionary:
        """The appearance of a text field, as most writers make it."""
        size = min(11.0, height / 1.5)
        line = f"/Tx BMC q BT /Helv {size:.2f} Tf 0 g 2 {height / 4:.2f} Td ({text}) Tj ET Q EMC"
        return Dictionary(N=self.drawing(line.encode("cp1252"), width, height, **keys))

    def states(self, on: str) -> Dictionary:
        """The appearances of a box to tick: a tick, and nothing."""
        ticked = self.drawing(b"BT /ZaDb 12 Tf 2 3 Td (4) Tj ET", 14, 14)
        return Dictionary(N=Dictionary({f"/{on}": ticked, "/Off": self.pdf.make_stream(b"")}))

    def checkbox(self, name: str, box: list[float], on: str = "Yes", **keys: Any) -> Any:
        """A box to tick."""
        made = self.widget(box, FT=Name.Btn, T=String(name), AP=self.states(on), **keys)
        self.fields.append(made)
        return made

    def group(self, name: str, kind: Name, boxes: list[tuple[list[float], int, str | None]], **keys: Any) -> Any:
        """A field of several widgets: (place, page, state that it is ticked for)."""
        parent = self.pdf.make_indirect(Dictionary(FT=kind, T=String(name), **keys))
        kids = []
        for box, page, on in boxes:
            kid = self.widget(box, page, Parent=parent)
            if on:
                kid.AP, kid.MK = self.states(on), Dictionary(BC=Array([0]))
            kids.append(kid)
        parent.Kids = Array(kids)
        self.fields.append(parent)
        return parent

    def bytes(self, change: Callable[[Pdf], None] | None = None, **options: Any) -> bytes:
        """The file."""
        if change:
            change(self.pdf)
        out = BytesIO()
        self.pdf.save(out, **options)
        return out.getvalue()


RADIO = 1 << 15
MULTILINE, COMB, REQUIRED = 1 << 12, 1 << 24, 1 << 1
COMBO, EDITABLE, SEVERAL = 1 << 17, 1 << 18, 1 << 21


def everything() -> bytes:
    """A form with a field of each kind: two pages, the second turned, with its boxes away from the origin."""
    made = FormMaker(LETTER)
    made.page([-100, 50, 512, 842], CropBox=Array([-80, 70, 492, 822]), Rotate=90)
    framed = Dictionary(BC=Array([0]))
    made.say("Request for a repair", 72, 740)
    made.text("name", [72, 680, 300, 700], TU=String("Full name"), Ff=REQUIRED, MK=Dictionary(BC=Array([0, 0, 1])))
    made.text("initials", [320, 680, 400, 700], MaxLen=3, Q=1)
    made.text("story", [72, 560, 400, 660], Ff=MULTILINE, DA=String("/Helv 9 Tf 0 0 1 rg"), MK=framed)
    made.text("postal", [72, 520, 216, 540], MaxLen=6, Ff=COMB, MK=Dictionary(BC=Array([0])))
    made.checkbox("urgent", [72, 480, 86, 494], MK=Dictionary(BC=Array([0]), BG=Array([0.9])))
    made.group("when", Name.Btn, [([72, 440, 86, 454], 0, "now"), ([120, 440, 134, 454], 0, "later")], Ff=RADIO)
    made.choice("trade", [72, 400, 200, 418], [("el", "Electrician"), ("pl", "Plumber")], Ff=COMBO)
    made.choice("days", [220, 380, 300, 418], [("Monday", None), ("Tuesday", None)], Ff=SEVERAL)
    made.text("amount", [320, 400, 400, 418], Q=2, V=String("0.00"))
    made.group("address.street", Name.Tx, [([72, 340, 300, 358], 0, None), ([100, 300, 300, 318], 1, None)])
    # On the turned page a widget is turned with it: what is upright to the reader runs upwards in the page.
    made.text("turned", [200, 400, 220, 600], page=1, MK=Dictionary(R=90, BC=Array([0])))
    return made.bytes()
