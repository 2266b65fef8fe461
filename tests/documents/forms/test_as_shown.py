"""What readers show of a form is on its paper, or the form is refused by the name of the field.

The readers are pdfium, which takes annotations into the page, and poppler.
"""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from pikepdf.exceptions import PageCopyWarning

from documents.forms.fillable_pdf.fields import Value
from documents.forms.fillable_pdf.filling import Paper, fill
from documents.forms.fillable_pdf.reading import BlankPaper, blank_paper
from documents.forms.fillable_pdf.shown_values import is_format_of, same
from safeclose.child_processes.confined import UnfitError
from tests.documents.forms.forms import COMB, COMBO, EDITABLE, LETTER, MULTILINE, RADIO, SEVERAL, FormMaker
from tests.documents.packs.reading_pdf import poppler

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
BOX, BELOW, TICK = [72, 700, 272, 720], [72, 660, 272, 680], [72, 620, 86, 634]
PASSWORD, FILE, PUSH, RICH = 1 << 13, 1 << 20, 1 << 16, 1 << 25
HIDDEN, NOT_SHOWN, SCREEN_ONLY = 2, 32 | 4, 0
LISTS = "options of lists that are not chosen"
TRADES = [("el", "Electrician"), ("pl", "Plumber")]

Make = Callable[[FormMaker], object]


def flat(pdf: bytes) -> pypdfium2.PdfDocument:
    """As pdfium shows it, with all annotations taken into the page."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    for page in document:
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    return document


def by_pdfium(pdf: bytes) -> list[str]:
    with flat(pdf) as document:
        return sorted(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def by_poppler(pdf: bytes) -> list[str]:
    return sorted(poppler("pdftotext", "-", "-", pdf=pdf).split())


def dots(pdf: bytes) -> bytes:
    with flat(pdf) as document:
        return b"".join(bytes(page.render(scale=1, grayscale=True).buffer) for page in document)


def printed(blank: BlankPaper, answers: dict[str, Value] | None = None) -> bytes:
    paper = Paper(blank.pdf, blank.pages, "en")
    return fill(paper, blank.fields, answers or {}, title="T", at=AT).pdf


def form(make: Make, *, anew: bool = False) -> bytes:
    """A form with an empty field, and what `make` adds."""
    made = FormMaker()
    made.text("other", [300, 700, 400, 720])
    if anew:
        made.pdf.Root.AcroForm.NeedAppearances = True
    make(made)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)  # some of these forms are wrong on purpose
        return made.bytes()


def text(said: str, **keys: Any) -> Make:
    """A text field that shows something, and holds what `V` is."""
    return lambda made: made.text("it", BOX, AP=made.saying(said), **keys)


def scripted(said: str, held: str, script: str) -> Make:
    actions = Dictionary(F=Dictionary(S=Name.JavaScript, JS=String(script)))
    return text(said, V=String(held), AA=actions)


def drawn(content: bytes, height: float = 20, **keys: Any) -> Make:
    return lambda made: made.text("it", BOX, AP=Dictionary(N=made.drawing(content, 200, height)), **keys)


def direct(made: FormMaker) -> None:
    keys = {"Subtype": Name.Widget, "FT": Name.Tx, "T": String("it"), "F": 4, "V": String("direct")}
    made.pdf.pages[0].obj.Annots.append(Dictionary(Rect=Array(BOX), AP=made.saying("direct"), **keys))


def direct_kid(made: FormMaker) -> None:
    parent = made.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("it"), V=String("direct")))
    made.fields.append(parent)
    widget = Dictionary(Subtype=Name.Widget, Parent=parent, F=4, Rect=Array(BOX), AP=made.saying("direct"))
    made.pdf.pages[0].obj.Annots.append(widget)


def without_kids(made: FormMaker) -> None:
    top = made.pdf.make_indirect(Dictionary(T=String("top")))
    parent = made.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("it"), V=String("deep"), Parent=top))
    made.widget(BOX, Parent=parent, AP=made.saying("deep"))
    made.widget(BELOW, Parent=parent, AP=made.saying("deep"))


def nameless_kids(made: FormMaker) -> None:
    top = made.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("it"), V=String("deep")))
    between = made.pdf.make_indirect(Dictionary(Parent=top))
    top.Kids, between.Kids = Array([between]), Array([made.widget(BOX, Parent=between, AP=made.saying("deep"))])
    made.fields.append(top)


def typed_kids(made: FormMaker) -> None:
    top = made.pdf.make_indirect(Dictionary(T=String("it"), V=String("deep")))
    top.Kids = Array([made.widget(BOX, Parent=top, FT=Name.Tx), made.widget(BELOW, Parent=top, FT=Name.Tx)])
    made.fields.append(top)


def buttons_of_their_own(made: FormMaker) -> None:
    for at, on in enumerate(["0", "1"]):
        place, state = [72 + 40 * at, 600, 86 + 40 * at, 614], Name(f"/{on}") if on == "1" else Name.Off
        exports = Array([String("rot"), String("bleu")])
        made.checkbox("it", place, on=on, AS=state, Ff=RADIO, Opt=exports)


def value_at_a_place(made: FormMaker) -> None:
    top = made.pdf.make_indirect(Dictionary(T=String("it"), FT=Name.Tx))
    top.Kids = Array([made.widget(BOX, Parent=top, V=String("x"))])
    made.fields.append(top)


def direct_parent(made: FormMaker) -> None:
    parent = Dictionary(FT=Name.Tx, T=String("it"), V=String("deep"))
    made.widget(BOX, Parent=parent, AP=made.saying("deep"))


def direct_field(made: FormMaker) -> None:
    widget = made.widget(BOX, AP=made.saying("deep"))
    made.fields.append(Dictionary(FT=Name.Tx, T=String("it"), V=String("deep"), Kids=Array([widget])))


def without_form(made: FormMaker) -> None:
    made.text("it", BOX, V=String("Ana"), AP=made.saying("Ana"))
    del made.pdf.Root.AcroForm


def twice_on_a_page(made: FormMaker) -> None:
    made.pdf.pages[0].obj.Annots.append(made.text("it", BOX, V=String("Ana"), AP=made.saying("Ana")))


def one_without_look(made: FormMaker) -> None:
    made.text("it", BOX, V=String("Ana"), AP=made.saying("Ana"))
    made.text("it", BELOW, V=String("Ana"))


def turned(made: FormMaker) -> None:
    look = made.saying("Turned", 100, 20, Matrix=Array([0, 1, -1, 0, 20, 0]))
    made.text("it", [72, 500, 92, 600], V=String("Turned"), AP=look, MK=Dictionary(R=90))


def on_a_turned_page(made: FormMaker) -> None:
    made.pdf.pages[0].obj.Rotate = 90
    made.text("it", BOX, V=String("Ana"), AP=made.saying("Ana"))


def nested(made: FormMaker) -> None:
    look = made.drawing(b"/In Do")
    look.Resources = Dictionary(XObject=Dictionary(In=made.saying("nested").N))
    made.text("it", BOX, AP=Dictionary(N=look))


def box(state: str | None, value: str | None, on: str = "Yes") -> Make:
    keys = {key: Name(f"/{name}") for key, name in (("AS", state), ("V", value)) if name}
    return lambda made: made.checkbox("it", TICK, on=on, **keys)


def radio(states: list[str], on: list[str], **keys: Any) -> Make:
    def make(made: FormMaker) -> None:
        places: list[Any] = [([72 + 40 * at, 600, 86 + 40 * at, 614], 0, name) for at, name in enumerate(on)]
        group = made.group("it", Name.Btn, places, Ff=RADIO, **keys)
        for kid, state in zip(group.Kids, states, strict=True):
            kid.AS = Name(f"/{state}")
            del kid.MK

    return make


def menu(said: str | None, **keys: Any) -> Make:
    def make(made: FormMaker) -> None:
        look = {"AP": made.saying(said)} if said is not None else {}
        made.choice("it", BOX, TRADES, **{"Ff": COMBO, **look, **keys})

    return make


def listed(bars: list[int], **keys: Any) -> Make:
    """A list of two options on two lines, with bars behind these of them."""

    def make(made: FormMaker) -> None:
        behind = b"".join(b"0.6 0.75 0.85 rg 1 %d 198 14 re f " % (26 - 14 * bar) for bar in bars)
        lines = b"BT /Helv 11 Tf 0 g 2 29 Td (Electrician) Tj 0 -14 Td (Plumber) Tj ET"
        made.choice("it", [72, 500, 272, 542], TRADES, AP=Dictionary(N=made.drawing(behind + lines, 200, 42)), **keys)

    return make


def button(made: FormMaker) -> None:
    made.fields.append(made.widget(BOX, FT=Name.Btn, T=String("it"), Ff=PUSH, AP=made.saying("Photo")))


def place_for_a_signature(made: FormMaker) -> None:
    made.fields.append(made.widget(BOX, FT=Name.Sig, T=String("it"), AP=made.saying("Sign here")))


TWO_LINES = b"BT /Helv 7 Tf 2 12 Td (one) Tj 0 -9 Td (two) Tj ET"
HYPHEN = TWO_LINES.replace(b"one", b"co-").replace(b"two", b"operate")
CELLS = b"0 0 200 20 re S 40 0 m 40 20 l S BT /Helv 11 Tf 15 5 Td (A) Tj 40 0 Td (B) Tj 40 0 Td (C) Tj ET"
RED = b"1 0.8 0.8 rg 0 0 200 20 re f 1 0 0 RG 3 w 2 2 196 16 re S BT /Helv 11 Tf 1 0 0 rg 5 6 Td (red) Tj ET"

# What is made of it, what it is said to hold, and what is left out.
KEPT: dict[str, tuple[bytes, Value | None, list[str]]] = {
    "what it holds": (form(text("Ottawa", V=String("Ottawa"))), "Ottawa", []),
    "in colours": (form(drawn(RED, V=String("red"))), "red", []),
    "rich text": (form(text("bold", V=String("bold"), RV=String("<b>bold</b>"), Ff=RICH)), "bold", []),
    "on two lines": (form(drawn(TWO_LINES, V=String("one\rtwo"), Ff=MULTILINE)), "one\ntwo", []),
    "on two lines, held nowhere": (form(drawn(TWO_LINES, Ff=MULTILINE)), "one\ntwo", []),
    "hyphens at the end of a line": (form(drawn(HYPHEN, V=String("co-operate"), Ff=MULTILINE)), "co-operate", []),
    "in a comb": (form(drawn(CELLS, V=String("ABC"), Ff=COMB, MaxLen=5)), "ABC", []),
    "in a comb, held nowhere": (form(drawn(CELLS, Ff=COMB, MaxLen=5)), "ABC", []),
    "held nowhere": (form(text("shown, not stored")), "shown, not stored", []),
    "percent": (form(scripted("5.00 %", "0.05", "AFPercent_Format(2, 0);")), "5.00 %", ["scripts"]),
    "money": (form(scripted("$1,250,000.00", "1250000", "AFNumber_Format(2);")), "$1,250,000.00", ["scripts"]),
    "money without a script": (form(text("$1,250,000.00", V=String("1250000"))), "$1,250,000.00", []),
    "a date": (form(scripted("June 1, 2026", "2026-06-01", "AFDate_FormatEx();")), "June 1, 2026", ["scripts"]),
    "a telephone number": (form(text("\\(613\\) 555-1234", V=String("6135551234"))), "(613) 555-1234", []),
    "a value in a stream": (form(lambda made: text("x y", V=made.pdf.make_stream(b"x y"))(made)), "x y", []),
    "nested drawings": (form(nested), "nested", []),
    "a widget in the page's list": (form(direct), "direct", []),
    "a widget in the page's list, of a field": (form(direct_kid), "direct", []),
    "parents that list no kids": (form(without_kids), "deep", []),
    "kids without a name": (form(nameless_kids), "deep", []),
    "kids with a type": (form(typed_kids), "deep", []),
    "a parent within its widget": (form(direct_parent), "deep", []),
    "a field within the form's list": (form(direct_field), "deep", []),
    "a file without a form": (form(without_form), "Ana", []),
    "a widget that is listed twice": (form(twice_on_a_page), "Ana", []),
    "a place without appearance": (form(one_without_look), "Ana", []),
    "turned": (form(turned), "Turned", []),
    "on a turned page": (form(on_a_turned_page), "Ana", []),
    "a ticked box": (form(box("Yes", "Yes")), True, []),
    "a ticked box without a value": (form(box("Yes", None)), True, []),
    "a ticked box whose value is off": (form(box("Yes", "Off")), True, []),
    "a box that only its value ticks": (form(box("Off", "Yes")), None, []),
    "a box that only its value ticks, without state": (form(box(None, "Yes")), None, []),
    "a choice": (form(radio(["Off", "b"], ["a", "b"], V=Name.b)), "b", []),
    "a choice whose value differs": (form(radio(["a", "Off"], ["a", "b"], V=Name.b)), "a", []),
    "a choice by exported values": (
        form(radio(["Off", "1"], ["0", "1"], Opt=Array([String("rot"), String("bleu")]))), "bleu", [],
    ),
    "a choice of buttons that are fields": (form(buttons_of_their_own), "bleu", []),
    "buttons that are ticked together": (form(radio(["a", "a"], ["a", "a"], V=Name.a)), "a", []),
    "the label of an option": (form(menu("Electrician", V=String("el"))), "el", []),
    "the value of an option": (form(menu("el", V=String("el"))), "el", []),
    "an option that is held by its label": (form(menu("Electrician", V=String("Electrician"))), "el", []),
    "an option that is held nowhere": (form(menu("Plumber")), "pl", []),
    "what is no option": (form(menu("- choose -")), "- choose -", []),
    "other words in a menu": (form(menu("Mason", V=String("Mason"), Ff=COMBO | EDITABLE)), "Mason", []),
    "an option that exports nothing": (
        form(lambda made: made.choice("it", BOX, [("", "Mason"), ("", "Roofer")], Ff=COMBO, V=String(""))),
        "Mason", [],
    ),
    "a list with its choice": (form(listed([1], V=String("pl"))), "pl", [LISTS]),
    "a list without a choice": (form(listed([])), None, [LISTS]),
    "a list with two choices": (
        form(listed([0, 1], V=Array([String("el"), String("pl")]), Ff=SEVERAL)), ["el", "pl"], [LISTS],
    ),
    "drawn anew": (form(text("", V=String("Ana")), anew=True), "Ana", []),
    "drawn anew, and the same": (form(text("Ana", V=String("Ana")), anew=True), "Ana", []),
    "nothing": (form(drawn(b"")), None, []),
    "nothing, for the screen alone": (form(drawn(b"0 0 200 20 re S", F=SCREEN_ONLY)), None, []),
    "nothing, for a password": (form(drawn(b"", Ff=PASSWORD)), None, []),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEPT)
def test_what_readers_show_of_a_field_is_kept(kind: str) -> None:
    content, default, left_out = KEPT[kind]
    blank = blank_paper(content)
    made = printed(blank)
    shown = {field.name.split(".")[-1]: field.default for field in blank.fields}
    assert (shown["it"], blank.left_out) == (default, left_out)
    assert by_pdfium(made) == by_pdfium(content)
    assert by_poppler(made) == by_poppler(content)


TYPESET = {"a place without appearance", "an option that exports nothing", "kids with a type"}


@pytest.mark.parametrize("kind", [each for each in KEPT if "anew" not in each and each not in TYPESET])
def test_a_field_that_nobody_answers_looks_as_before_to_the_dot(kind: str) -> None:
    content = KEPT[kind][0]
    assert dots(printed(blank_paper(content))) == dots(content)


def test_an_answer_takes_the_place_of_what_was_shown() -> None:
    blank = blank_paper(form(scripted("5.00 %", "0.05", "AFPercent_Format(2, 0);")))
    assert by_pdfium(printed(blank, {"it": "6 %"})) == ["%", "6"]
    assert b"5.00" not in uncompressed(printed(blank, {"it": "6 %"})), "nor is it kept unseen"
    assert by_pdfium(printed(blank, {"it": "5.00 %"})) == ["%", "5.00"], "the same as an answer"
    assert by_pdfium(printed(blank, {"it": ""})) == [], "an empty answer clears the field"


def uncompressed(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return b"\n".join(each.read_bytes() for each in opened.objects if isinstance(each, pikepdf.Stream))


def test_a_value_that_is_cut_off_by_its_field_is_printed_whole() -> None:
    long = "A value that is far too long for the field that it stands in, and ends with an amount of 500"
    blank = blank_paper(form(text(long, V=String(long))))
    assert [widget.shown for field in blank.fields for widget in field.widgets] == [None, None]
    assert "amount" in by_pdfium(printed(blank))


def test_a_box_that_was_ticked_can_be_cleared() -> None:
    blank = blank_paper(form(box("Yes", "Yes")))
    assert by_pdfium(printed(blank)) == ["✔"]
    assert by_pdfium(printed(blank, {"it": False})) == []


def two_of_a_name(first: str, second: str | None) -> Make:
    def make(made: FormMaker) -> None:
        made.text("it", BOX, V=String(first), AP=made.saying(first))
        made.text("it", BELOW, **({"V": String(second), "AP": made.saying(second)} if second else {}))

    return make


def two_places(first: str, second: str) -> Make:
    def make(made: FormMaker) -> None:
        group = made.group("it", Name.Tx, [(BOX, 0, None), (BELOW, 0, None)], V=String(first))
        group.Kids[0].AP, group.Kids[1].AP = made.saying(first), made.saying(second)

    return make


def spoilt(key: str) -> Make:
    def make(made: FormMaker) -> None:
        look = made.saying("Ana")
        del look.N[key]
        made.text("it", BOX, V=String("Ana"), AP=look)

    return make


def nameless_glyphs(made: FormMaker) -> None:
    """Glyphs that are called B, and are drawn in whatever way."""
    glyph = made.pdf.make_stream(b"500 0 d0 0 0 400 700 re f")
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 700]), FirstChar=65, LastChar=65,
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(B=glyph), Widths=Array([500]),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.B])), Resources=Dictionary(),
    )  # fmt: skip
    look = made.saying("AAA")
    look.N.Resources.Font.Helv = font
    made.text("it", BOX, AP=look)


def same_ticked_or_not(made: FormMaker) -> None:
    widget = made.checkbox("it", TICK)
    widget.AP.N.Off = widget.AP.N.Yes


def one_look_for_all_states(made: FormMaker) -> None:
    made.checkbox("it", TICK).AP = Dictionary(N=made.states("Yes").N.Yes)


def ticked_without_mark(made: FormMaker) -> None:
    widget = made.checkbox("it", TICK, AS=Name.Yes)
    widget.AP.N.Yes = made.drawing(b"", 14, 14)


def over_the_edge(made: FormMaker) -> None:
    made.text("it", [560, 700, 700, 720], V=String("Ana"), AP=made.saying("Ana", 140))


REFUSED = {
    "another value": (form(text("Alice", V=String("Bob"))), "The field it shows “Alice” and holds “Bob”."),
    "nothing": (form(text("", V=String("Bob"))), "The field it shows nothing and holds “Bob”."),
    "another amount": (form(scripted("$9.00", "5", "AFNumber_Format();")), "The field it shows “$9.00” and holds “5”."),
    "another sign": (form(text("-5.00", V=String("5"))), "The field it shows “-5.00” and holds “5”."),
    "a hundredth": (form(text("$1.25", V=String("125"))), "The field it shows “$1.25” and holds “125”."),
    "a date without a script": (
        form(text("June 1", V=String("2026-06-01"))), "The field it shows “June 1” and holds “2026-06-01”.",
    ),
    "another, and drawn anew": (
        form(text("Alice", V=String("Bob")), anew=True), "The field it shows “Alice” and holds “Bob”.",
    ),
    "formatted, and drawn anew": (
        form(scripted("5.00 %", "0.05", "AFPercent_Format();"), anew=True),
        "A script formats the field it, and there is no appearance to read its result from.",
    ),
    "two values under one name": (
        form(two_of_a_name("Ann", "Bob")), "The form has the field it twice, with different values.",
    ),
    "a value and none under one name": (
        form(two_of_a_name("Ann", None)), "The form has the field it twice, with different values.",
    ),
    "two values at two places": (form(two_places("Ann", "Bob")), "The field it shows “Bob” and holds “Ann”."),
    "two formats at two places": (
        form(two_places("5", "5.00")), "The field it shows different values at its places.",
    ),
    "white on white": (
        form(drawn(b"BT 1 g /Helv 9 Tf 2 5 Td (x) Tj ET")), "The field it has letters that can't be seen.",
    ),
    "unreadable letters": (form(nameless_glyphs), "The field it shows letters that can't be read as text."),
    "an appearance without a box": (
        form(spoilt("/BBox")), "The appearance of the field it lacks its box or its fonts; save the form anew first.",
    ),
    "an appearance without fonts": (
        form(spoilt("/Resources")),
        "The appearance of the field it lacks its box or its fonts; save the form anew first.",
    ),
    "a long value without appearance": (
        form(lambda made: made.text("it", BOX, V=made.pdf.make_stream(b"x"))),
        "The field it has a long value, which only some readers show.",
    ),
    "a password": (form(text("***", V=String("secret"), Ff=PASSWORD)), "The field it shows “***” and holds “secret”."),
    "a password without appearance": (
        form(lambda made: made.text("it", BOX, V=String("secret"), Ff=PASSWORD)),
        "The field it is for a password, and holds one.",
    ),
    "a state without appearance": (
        form(box("Maybe", None)), "A box of the field it is in a state that it has no appearance for.",
    ),
    "a tick that is no tick": (
        form(ticked_without_mark), "A box of the field it is ticked, and looks as if it were not.",
    ),
    "no tick that is one": (
        form(same_ticked_or_not), "A box of the field it is not ticked, and looks as if it were.",
    ),
    "one tick for all states": (
        form(one_look_for_all_states), "A box of the field it looks the same ticked and not ticked.",
    ),
    "two choices": (
        form(radio(["a", "b"], ["a", "b"], V=Name.b)), "The boxes of the field it do not agree on what is ticked.",
    ),
    "one of two buttons for a value": (
        form(radio(["a", "Off"], ["a", "a"], V=Name.a)), "The boxes of the field it do not agree on what is ticked.",
    ),
    "another option": (
        form(menu("Plumber", V=String("el"))), "The field it shows “Plumber” and holds “Electrician”.",
    ),
    "a default of a menu": (
        form(menu(None, DV=String("el"))), "The field it has a value to begin with, which only some readers show.",
    ),
    "a bar behind another option": (
        form(listed([0], V=String("pl"))), "The list it marks Electrician and holds Plumber.",
    ),
    "a bar behind none": (form(listed([], V=String("pl"))), "The list it marks nothing and holds Plumber."),
    "a bar and no value": (form(listed([1])), "The list it marks Plumber and holds nothing."),
    "on the screen alone": (
        form(text("Ana", V=String("Ana"), F=SCREEN_ONLY)),
        "The field it shows its value on the screen and does not print it.",
    ),
    "on paper alone": (
        form(text("Ana", V=String("Ana"), F=NOT_SHOWN)), "The field it is shown on paper and not on the screen.",
    ),
    "a list for the screen alone": (
        form(listed([], F=SCREEN_ONLY)), "The field it shows its value on the screen and does not print it.",
    ),
    "a value at a place": (
        form(value_at_a_place), "The field it holds a value at one of its places, which only some readers show.",
    ),
    "over the edge": (form(over_the_edge), "The field it reaches over the edge of its page."),
    "no type": (form(lambda made: made.widget(BOX, AP=made.saying("x"))), "Page 1 has a form field without a type."),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_field_that_readers_do_not_show_alike_is_refused_by_its_name(kind: str) -> None:
    content, said = REFUSED[kind]
    with pytest.raises(UnfitError) as refused:
        blank_paper(content)
    assert str(refused.value) == said


def unasked(kind: str, **keys: Any) -> Make:
    def make(made: FormMaker) -> None:
        look = {} if keys.get("MK") else {"AP": made.saying("seen")}
        made.fields.append(made.widget(BOX, FT=Name(kind), T=String("it"), **look, **keys))

    return make


CAPTION = Dictionary(CA=String("Print"))


@pytest.mark.parametrize(
    ("make", "left_out", "seen"),
    [
        (unasked("/Btn", Ff=PUSH), [], ["seen"]),
        (unasked("/Btn", Ff=PUSH, F=SCREEN_ONLY), ["buttons"], []),
        (unasked("/Btn", Ff=PUSH, MK=CAPTION), ["buttons"], []),
        (unasked("/Btn", Ff=PUSH, F=HIDDEN), [], []),
        (unasked("/Sig"), [], ["seen"]),
        (unasked("/Tx", Ff=FILE, V=String("x.txt")), [], ["seen"]),
        (unasked("/Tx", PMD=Dictionary(Symbology=Name.PDF417)), ["barcodes"], []),
        (unasked("/Unknown"), [], ["seen"]),
    ],
    ids=["button", "button on the screen", "caption", "hidden", "signature", "file", "barcode", "unknown"],
)
def test_what_is_seen_of_a_field_that_nobody_fills_is_kept_or_named(
    make: Make, left_out: list[str], seen: list[str]
) -> None:
    blank = blank_paper(form(make))
    assert ([field.name for field in blank.fields], blank.left_out) == (["other"], left_out)
    assert by_pdfium(printed(blank)) == seen


@pytest.mark.parametrize("kind", ["/Btn", "/Sig"])
def test_what_nobody_fills_and_only_paper_shows_is_refused(kind: str) -> None:
    with pytest.raises(UnfitError) as refused:
        blank_paper(form(unasked(kind, Ff=PUSH, F=NOT_SHOWN)))
    assert str(refused.value) == "The field it is shown on paper and not on the screen."


def test_a_widget_on_two_pages_is_two_places_of_its_field() -> None:
    made = FormMaker(LETTER, LETTER)
    widget = made.text("it", BOX, V=String("Ana"), AP=made.saying("Ana"))
    made.pdf.pages[1].obj.Annots = Array([widget])
    blank = blank_paper(made.bytes())
    assert [place.page for place in blank.fields[0].widgets] == [0, 1]
    assert by_poppler(printed(blank)) == ["Ana", "Ana"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("FreeText", "Page 1 has a FreeText annotation without an appearance."),
        ("StrikeOut", "Page 1 has a StrikeOut annotation with a comment that the page does not show."),
        ("Text", "Page 1 has a sticky note."),
        ("Ink", "Page 1 has an Ink annotation with a comment that the page does not show."),
    ],
)
def test_an_annotation_that_readers_draw_in_their_own_ways_is_refused(kind: str, said: str) -> None:
    def make(made: FormMaker) -> None:
        note = Dictionary(Subtype=Name(f"/{kind}"), Rect=Array(BOX), Contents=String("stove, fridge"), F=4)
        made.pdf.pages[0].obj.Annots.append(made.pdf.make_indirect(note))

    with pytest.raises(UnfitError) as refused:
        blank_paper(form(make))
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ana  M\u00fcller", "Ana Mu\u0308ller", True), ("\ufb01nal", "final", True), ("Ana", "ana", False),
        (None, "", True), ("\u05d2\u05d1\u05d0 12", "12 \u05d0\u05d1\u05d2", True),
        ("\u05d0\u05d1", "\u05d0\u05d0", False), ("12", "21", False),
    ],
)  # fmt: skip
def test_texts_are_compared_by_their_letters(one: str | None, other: str | None, expected: bool) -> None:
    assert same(one, other) is expected


@pytest.mark.parametrize(
    ("shown", "held", "expected"),
    [
        ("5.00 %", "0.05", True), ("5 %", "0.05", True), ("5%", "0.0525", True), ("5.25 %", "0.0525", True),
        ("6 %", "0.05", False), ("0.05", "0.05", True), ("$1,250,000.00", "1250000", True),
        ("1.250.000,00 €", "1250000", True),
        ("($1,234.50)", "-1234.5", True), ("1,234.50", "-1234.5", True), ("-$1,234.50", "1234.5", False),
        ("$1,250,000", "1250000.49", True), ("$1,250,001", "1250000.49", False), ("$1.25", "125", False),
        ("1.25", "125", False), ("K1A 0B1", "K1A0B1", True), ("123-45-6789", "123456789", True), ("five", "5", False),
        ("", "5", False), ("$", "5", False), ("Bob", "Alice", False), ("1e9", "1000000000", False),
        ("NaN", "NaN", True),
    ],
)  # fmt: skip
def test_a_format_shows_the_value_and_nothing_else(shown: str, held: str, expected: bool) -> None:
    assert is_format_of(shown, held) is expected


VALUES = st.sampled_from(["", "Ana", "5", "0.05", "Electrician", "el"])
SHOWN = st.sampled_from([None, "", "Ana", "5.00", "5.00 %", "Electrician", "Plumber"])
FLAGS = st.sampled_from([4, 4, 4, 0, 2, 36])


@st.composite
def fields(draw: st.DrawFn) -> Callable[[FormMaker, int], None]:
    """A field of any kind, with any value, appearance and flags."""
    kind, held, said, flags = draw(st.integers(0, 5)), draw(VALUES), draw(SHOWN), draw(FLAGS)
    style = draw(st.sampled_from([0, MULTILINE, RICH]))
    state, value = draw(st.sampled_from(["Yes", "Off", ""])), draw(st.sampled_from(["Yes", "Off", ""]))
    is_direct = draw(st.booleans())

    def make(made: FormMaker, at: int) -> None:
        name, place = f"field{at}", [72, 700 - 40 * at, 272, 720 - 40 * at]
        keys: dict[str, Any] = {"F": flags, **({"V": String(held)} if held else {})}
        keys |= {"AP": made.saying(said)} if said is not None else {}
        if kind < 3 and is_direct:
            keys |= {"Subtype": Name.Widget, "FT": Name.Tx, "T": String(name), "Rect": Array(place), "Ff": style}
            made.pdf.pages[0].obj.Annots.append(Dictionary(**keys))
        elif kind < 3:
            made.text(name, place, Ff=style, **keys)
        elif kind == 3:
            made.choice(name, place, TRADES, Ff=COMBO, **keys)
        else:
            states = {key: Name(f"/{given}") for key, given in (("AS", state), ("V", value)) if given}
            made.checkbox(name, [*place[:2], place[0] + 14, place[1] + 14], F=flags, **states)

    return make


@settings(max_examples=25, deadline=None)
@given(st.lists(fields(), min_size=1, max_size=4), st.booleans())
def test_whatever_a_form_is_made_of_its_paper_shows_it_or_a_field_is_named(
    makes: list[Callable[[FormMaker, int], None]], anew: bool
) -> None:
    def make(made: FormMaker) -> None:
        for at, each in enumerate(makes):
            each(made, at)

    content = form(make, anew=anew)
    refused, paper = "", content
    try:
        paper = printed(blank_paper(content))
    except UnfitError as error:
        refused = str(error)
    assert "field" in refused or words(paper, anew) == words(content, anew)


def words(pdf: bytes, anew: bool) -> list[str]:
    """By pdfium, which draws ticks as lines where it draws them anew."""
    return [each for each in by_pdfium(pdf) if not (anew and each in "✓✔")]
