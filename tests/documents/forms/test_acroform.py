"""What a form asks, as it is read from its file."""

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from pikepdf.exceptions import PageCopyWarning

from documents.forms.fillable_pdf.fields import restored, stored
from documents.forms.fillable_pdf.reading import blank_paper
from safeclose.child_processes.confined import UnfitError
from tests.documents.forms.forms import COMB, COMBO, EDITABLE, RADIO, SEVERAL, FormMaker, everything


def names(content: bytes) -> list[str]:
    return [field.name for field in blank_paper(content).fields]


def test_every_kind_of_field_is_read() -> None:
    found = {field.name: field for field in blank_paper(everything()).fields}
    assert [(one.name, one.kind) for one in found.values()] == [
        ("name", "text"), ("initials", "text"), ("story", "text"), ("postal", "text"), ("urgent", "checkbox"),
        ("when", "radio"), ("trade", "choice"), ("days", "choice"), ("amount", "text"), ("address.street", "text"),
        ("turned", "text"),
    ]  # fmt: skip
    name, story = found["name"], found["story"]
    assert (name.required, name.tooltip, name.label, name.align) == (True, "Full name", "Full name", 0)
    assert (story.multiline, story.size, story.ink, story.required) == (True, 9.0, (0.0, 0.0, 1.0), False)
    assert (found["initials"].max_length, found["initials"].align) == (3, 1)
    assert (found["postal"].comb, found["postal"].max_length) == (True, 6)
    assert found["when"].options == (("now", "now"), ("later", "later"))
    assert found["trade"].options == (("el", "Electrician"), ("pl", "Plumber"))
    assert (found["days"].several, found["trade"].several, found["trade"].editable) == (True, False, False)
    assert (found["amount"].default, found["amount"].align) == ("0.00", 2)
    assert [(one.page, one.box) for one in found["address.street"].widgets] == [
        (0, (72.0, 340.0, 300.0, 358.0)), (1, (100.0, 300.0, 300.0, 318.0)),
    ]  # fmt: skip
    assert [one.turn for one in found["turned"].widgets] == [90]
    assert all(restored(stored(field)) == field for field in found.values())


def test_inherited_attributes_of_fields_are_read() -> None:
    made = FormMaker()
    parent = made.group("owner", Name.Tx, [([72, 700, 300, 720], 0, None)], MaxLen=5, Q=2, Ff=2)
    parent.Kids[0].T = String("name")
    made.pdf.Root.AcroForm.DA = String("/Helv 7 Tf 1 0 0 rg")
    (field,) = blank_paper(made.bytes()).fields
    assert (field.name, field.max_length, field.align, field.required) == ("owner.name", 5, 2, True)
    assert (field.size, field.ink) == (7.0, (1.0, 0.0, 0.0))


def test_the_exported_values_of_buttons_are_read() -> None:
    made = FormMaker()
    boxes = [([72, 700, 86, 714], 0, "0"), ([92, 700, 106, 714], 0, "1")]
    exports = Array([String("dark red"), String("bleu foncé")])
    made.group("colour", Name.Btn, boxes, Ff=RADIO, Opt=exports, V=Name("/1")).Kids[1].AS = Name("/1")
    (field,) = blank_paper(made.bytes()).fields
    assert (field.values, field.default) == (["dark red", "bleu foncé"], "bleu foncé")


def test_boxes_that_exclude_each_other_are_a_choice() -> None:
    made = FormMaker()
    made.group("agree", Name.Btn, [([72, 700, 86, 714], 0, "yes"), ([92, 700, 106, 714], 0, "no")])
    made.checkbox("ticked", [72, 600, 86, 614], on="On", V=Name.On, AS=Name.On)
    agree, ticked = blank_paper(made.bytes()).fields
    assert (agree.kind, agree.values, agree.default) == ("radio", ["yes", "no"], None)
    assert (ticked.kind, ticked.default) == ("checkbox", True)


def test_an_editable_list_is_read_as_editable() -> None:
    made = FormMaker()
    made.choice("city", [72, 700, 200, 720], [("Ottawa", None)], Ff=COMBO | EDITABLE)
    made.choice("days", [72, 600, 200, 650], [("Mo", None), ("Tu", None)], Ff=SEVERAL, V=Array([String("Tu")]))
    city, days = blank_paper(made.bytes()).fields
    assert (city.editable, days.editable, days.default) == (True, False, ["Tu"])


def test_fields_that_nobody_can_fill_are_left_out() -> None:
    made = FormMaker()
    made.text("seen", [72, 700, 200, 720])
    made.text("hidden", [72, 660, 200, 680], F=2)
    made.text("not shown", [72, 620, 200, 640], F=32)
    made.text("beyond the page", [700, 620, 800, 640])
    made.text("without size", [72, 580, 72, 580])
    made.text("a file", [72, 540, 200, 560], Ff=1 << 20)
    made.checkbox("print", [72, 500, 200, 520], Ff=1 << 16)
    signature = made.widget([72, 460, 200, 480], FT=Name.Sig, T=String("signature"))
    made.fields.append(signature)
    paper = blank_paper(made.bytes())
    assert [field.name for field in paper.fields] == ["seen"]
    assert paper.left_out == []
    assert [(mark.field, mark.mark.kind) for mark in paper.marks] == [("signature", "signature")]


def test_a_field_outside_of_the_crop_box_is_left_out() -> None:
    made = FormMaker([0, 0, 612, 792])
    made.pdf.pages[0].obj.CropBox = Array([100, 100, 500, 700])
    made.text("inside", [120, 600, 200, 620])
    made.text("outside", [120, 20, 200, 40])
    assert names(made.bytes()) == ["inside"]


def test_one_name_twice_is_one_field() -> None:
    made = FormMaker()
    made.text("name", [72, 700, 200, 720])
    made.text("name", [72, 600, 200, 620], Ff=2)
    (field,) = blank_paper(made.bytes()).fields
    assert (len(field.widgets), field.required) == (2, True)


def test_a_field_that_only_its_page_lists_is_read() -> None:
    made = FormMaker()
    made.text("listed", [72, 700, 200, 720])
    made.widget([72, 600, 200, 620], FT=Name.Tx, T=String("forgotten"))
    with pytest.warns(PageCopyWarning):
        content = made.bytes()
    assert names(content) == ["listed", "forgotten"]


def loop(pdf: Pdf) -> None:
    one, two = (pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(name))) for name in "ab")
    one.Kids, two.Kids = Array([two]), Array([one])
    pdf.Root.AcroForm.Fields.append(one)


def test_fields_that_contain_themselves_are_read_once() -> None:
    made = FormMaker()
    made.text("name", [72, 700, 200, 720])
    assert names(made.bytes(loop)) == ["name"]


def two_kinds() -> FormMaker:
    made = FormMaker()
    made.text("name", [72, 700, 200, 720])
    made.checkbox("name", [72, 600, 86, 614])
    return made


def overlapping() -> FormMaker:
    made = FormMaker()
    made.text("buyer", [72, 700, 200, 720])
    made.text("price", [100, 702, 220, 722])
    return made


def many(count: int) -> FormMaker:
    made = FormMaker()
    fields = [
        made.pdf.make_indirect(
            Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(f"f{at}"), Rect=Array([x, y, x + 4, y + 4]))
        )
        for at in range(count)
        for x, y in [(at % 100 * 6, at // 100 * 6)]
    ]
    made.pdf.pages[0].obj.Annots = Array(fields)
    made.pdf.Root.AcroForm.Fields = Array(fields)
    return made


def nested(depth: int) -> FormMaker:
    made = FormMaker()
    inner = made.text("x", [72, 700, 200, 720])
    for _ in range(depth):
        outer = made.pdf.make_indirect(Dictionary(T=String("x"), Kids=Array([inner])))
        inner.Parent, inner = outer, outer
    made.pdf.Root.AcroForm.Fields = Array([inner])
    return made


def nameless() -> FormMaker:
    made = FormMaker()
    made.text("", [72, 700, 200, 720])
    return made


def unspeakable() -> FormMaker:
    made = FormMaker()
    made.text("a\x1bb", [72, 700, 200, 720])
    return made


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (FormMaker(), "The PDF has no fields that can be filled in."),
        (two_kinds(), "The form has two different fields of the name name."),
        (overlapping(), "The fields buyer and price stand one upon the other."),
        (many(2001), "The form has more than 2000 fields."),
        (nested(40), "The form's fields are nested too deeply."),
        (nameless(), "The form has a field without a name."),
        (unspeakable(), "The form has a field whose name can't be written on one line of 300 characters."),
    ],
    ids=["none", "two kinds", "overlapping", "many", "nested", "nameless", "unspeakable"],
)
def test_a_form_without_usable_fields_is_refused(made: FormMaker, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        blank_paper(made.bytes())
    assert str(refused.value) == said


def test_two_thousand_fields_are_read() -> None:
    assert len(names(many(2000).bytes())) == 2000


def test_fields_that_touch_do_not_lie_upon_each_other() -> None:
    made = FormMaker()
    made.text("a", [72, 700, 200, 720], Ff=COMB, MaxLen=4)
    made.text("b", [72, 719, 200, 739])
    assert names(made.bytes()) == ["a", "b"]
