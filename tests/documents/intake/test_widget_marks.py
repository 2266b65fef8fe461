"""Empty fields of an uploaded PDF become marks; every other form is refused."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from documents.intake.presenting import prepare, presentable
from documents.intake.widget_marks import shown_rectangle
from safeclose.child_processes.confined import UnfitError
from safeclose.marks.definitions import Mark, MarkKind
from safeclose.sealing.presentable import FORM
from tests.documents.forms.forms import COMBO, LETTER, RADIO, REQUIRED, FormMaker

PLACE = [72.0, 460.0, 200.0, 480.0]


def signature(made: FormMaker, name: str, box: list[float], page: int = 0, **keys: Any) -> Any:
    field = made.widget(box, page, FT=Name.Sig, T=String(name), **keys)
    made.fields.append(field)
    return field


def marks(made: FormMaker) -> list[Mark]:
    return presentable(made.bytes()).marks


def test_empty_fields_become_marks_in_the_order_of_reading() -> None:
    made = FormMaker()
    made.checkbox("agree", [72, 260, 86, 274], AS=Name.Off)
    made.text("Comments", [72, 300, 300, 320], Ff=REQUIRED)
    made.text("Date", [220, 460, 300, 480])
    signature(made, "Buyer 1 / Signature", PLACE, TU=String("Signature of the buyer"), Ff=REQUIRED)
    made.pdf.Root.AcroForm.SigFlags = 1
    found = presentable(made.bytes())
    assert found.marks == [
        Mark("Buyer-1-Signature", 1, 72, 312, 128, 20, MarkKind.SIGNATURE, label="Signature of the buyer"),
        Mark("Date", 1, 220, 312, 80, 20, MarkKind.DATE, required=False, label="Date"),
        Mark("Comments", 1, 72, 472, 228, 20, MarkKind.TEXT, label="Comments"),
        Mark("agree", 1, 72, 518, 14, 14, MarkKind.CHECKBOX, required=False, label="agree"),
    ]
    assert found.left_out == ["form fields"]
    with pikepdf.open(BytesIO(found.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert Name.Annots not in pdf.pages[0].obj
    assert presentable(found.pdf).marks == []
    assert presentable(found.pdf).pdf == found.pdf


@pytest.mark.parametrize(
    ("name", "tooltip", "kind"),
    [
        ("Signature1", "", MarkKind.SIGNATURE),
        ("x", "Signature initiale du vendeur", MarkKind.INITIALS),
        ("buyerInitials2", "", MarkKind.INITIALS),
        ("seller_initial", "", MarkKind.INITIALS),
        ("x", "Paraphe de l’acheteur", MarkKind.INITIALS),
        ("Initialization", "", MarkKind.SIGNATURE),
    ],
)
def test_name_and_tooltip_tell_initials_from_signatures(name: str, tooltip: str, kind: MarkKind) -> None:
    made = FormMaker()
    signature(made, name, PLACE, TU=String(tooltip))
    assert [mark.kind for mark in marks(made)] == [kind]


@pytest.mark.parametrize(
    ("name", "tooltip", "kind"),
    [
        ("DateSigned", "", MarkKind.DATE),
        ("signature_date_2", "", MarkKind.DATE),
        ("x", "Date de la signature", MarkKind.DATE),
        ("x", "Signé le", MarkKind.DATE),
        ("page1.sigDate", "", MarkKind.DATE),
        ("Date", "", MarkKind.TEXT),  # beside no signature
        ("Date of birth", "", MarkKind.TEXT),
        ("Update signature", "", MarkKind.TEXT),
        ("Signature", "", MarkKind.TEXT),
    ],
)
def test_a_text_field_is_for_the_date_only_where_that_is_plain(name: str, tooltip: str, kind: MarkKind) -> None:
    made = FormMaker()
    made.text(name, PLACE, TU=String(tooltip))
    signature(made, "S", [72, 200, 200, 220])
    assert marks(made)[0].kind == kind


def test_a_field_of_several_places_is_a_mark_at_each_and_ids_are_unique() -> None:
    made = FormMaker(LETTER, LETTER)
    made.group("all.name", Name.Tx, [(PLACE, 0, None), (PLACE, 1, None)], TU=String("Name"), Ff=REQUIRED)
    signature(made, "all.name-2", [72, 100, 200, 120])
    signature(made, "手", [72, 50, 200, 70])
    found = [(mark.id, mark.page, mark.label, mark.required) for mark in marks(made)]
    assert found == [
        ("all.name", 1, "Name", True),
        ("all.name-2", 1, "all.name-2", False),
        ("signature", 1, "手", False),
        ("all.name-3", 2, "Name", True),
    ]


def test_what_a_field_draws_stays_on_the_page() -> None:
    made = FormMaker()
    signature(made, "S", PLACE, AP=made.saying("Sign here"))
    found = presentable(made.bytes())
    text = pypdfium2.PdfDocument(found.pdf)[0].get_textpage().get_text_range()
    assert (text.strip(), len(found.marks)) == ("Sign here", 1)


def hidden(made: FormMaker) -> None:
    signature(made, "hidden", PLACE, F=2)
    signature(made, "not shown", PLACE, F=32)
    signature(made, "off the page", [700, 20, 800, 40])
    signature(made, "without a size", [0, 0, 0, 0])


def test_places_that_nobody_sees_are_no_marks() -> None:
    made = FormMaker()
    hidden(made)
    assert marks(made) == []


def with_a_value(made: FormMaker) -> None:
    made.text("name", PLACE, V=String("Ana"), AP=made.saying("Ana"))


def signed(made: FormMaker) -> None:
    signature(made, "S", PLACE, V=Dictionary(Type=Name.Sig))


def value_above(made: FormMaker) -> None:
    made.group("it", Name.Tx, [(PLACE, 0, None)], V=String("Ana"))


def ticked(made: FormMaker) -> None:
    made.checkbox("agree", PLACE, AS=Name.Yes, V=Name.Yes)


def radio(made: FormMaker) -> None:
    made.group("side", Name.Btn, [(PLACE, 0, "a"), ([10, 10, 20, 20], 0, "b")], Ff=RADIO)


def boxes_of_one_field(made: FormMaker) -> None:
    made.group("side", Name.Btn, [(PLACE, 0, "a"), ([10, 10, 20, 20], 0, "b")])


def unseen(made: FormMaker) -> None:
    made.fields.append(made.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("x"))))


def round_and_round(made: FormMaker) -> None:
    loop = made.pdf.make_indirect(Dictionary(T=String("x")))
    loop.Kids = Array([loop, loop])
    made.fields.append(loop)
    unseen(made)


REFUSED: dict[str, Callable[[FormMaker], object]] = {
    "a value": with_a_value,
    "a value of the field above": value_above,
    "signed": signed,
    "ticked": ticked,
    "radio": radio,
    "boxes of one field": boxes_of_one_field,
    "list": lambda made: made.choice("trade", PLACE, [("el", "Electrician")], Ff=COMBO),
    "button": lambda made: made.checkbox("print", PLACE, Ff=1 << 16),
    "password": lambda made: made.text("secret", PLACE, Ff=1 << 13),
    "read only": lambda made: made.text("fixed", PLACE, Ff=1),
    "barcode": lambda made: made.text("code", PLACE, PMD=Dictionary(Symbology=Name.PDF417)),
    "no kind": lambda made: made.fields.append(made.widget(PLACE, T=String("x"))),
    "on no page": unseen,
    "in a circle": round_and_round,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_every_other_form_is_refused_also_beside_a_signature(kind: str) -> None:
    made = FormMaker()
    signature(made, "S", [72, 100, 200, 120])
    assert len(marks(made)) == 1
    REFUSED[kind](made)
    with pytest.raises(UnfitError) as refused:
        presentable(made.bytes())
    assert str(refused.value) == FORM


TURNS = st.sampled_from([0, 90, 180, 270])
EDGES = st.integers(-150, 900)


@given(TURNS, st.booleans(), EDGES, EDGES, st.integers(2, 200), st.integers(2, 200))
def test_a_rectangle_is_where_readers_show_it(
    turn: int, cropped: bool, left: int, bottom: int, width: int, height: int
) -> None:
    """pdfium draws the box in black; what is black is the mark, whichever way the page is turned and cut."""
    with pikepdf.new() as pdf:
        page = Dictionary(Type=Name.Page, MediaBox=Array([-100, 50, 512, 860]), Rotate=turn, Resources=Dictionary())
        page.Contents = pdf.make_stream(f"{left} {bottom} {width} {height} re f".encode())
        if cropped:
            page.CropBox = Array([-80, 70, 492, 842])
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        found = shown_rectangle(pdf.pages[0], (left, bottom, left + width, bottom + height))
        out = BytesIO()
        pdf.save(out)
    image = pypdfium2.PdfDocument(out.getvalue())[0].render(grayscale=True).to_pil().point(lambda dot: 255 - dot)
    if found is None:
        assert image.getbbox() is None
    else:
        x, y, wide, high = found
        assert image.getbbox() == (x, y, x + wide, y + high)


def test_preparing_twice_gives_the_same() -> None:
    made = FormMaker()
    signature(made, "S", PLACE)
    content = made.bytes()
    assert prepare(content) == prepare(content)
