"""A filled form, as readers see it that we did not write: poppler and pdfium."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents.forms.fillable_pdf.filling import Paper, fill
from documents.forms.fillable_pdf.reading import blank_paper
from documents.rendering.typesetting import Typeset, Unprintable
from tests import programs
from tests.documents.forms.forms import COMB, MULTILINE, FormMaker, everything
from tests.documents.packs.reading_pdf import poppler, squeezed

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
STORY = "First line.\n\nThird, with œuvre — it’s a line that has to wrap as the field is not as wide as this."
ANSWERS: dict[str, Any] = {
    "name": 'Élodie 王小明 #read("/etc/passwd")',
    "initials": "ABC",
    "story": STORY,
    "postal": "K2P0A1",
    "urgent": True,
    "when": "later",
    "trade": "pl",
    "days": ["Monday", "Tuesday"],
    "address.street": "12 Maple Street",
    "turned": "Upright to the reader",
}


def filled(content: bytes, answers: dict[str, Any], **also: Any) -> Typeset:
    blank = blank_paper(content)
    paper = Paper(blank.pdf, blank.pages, blank.language or "en")
    return fill(paper, blank.fields, answers, **{"title": "Repair", "at": AT, **also})


def words(pdf: bytes) -> str:
    return poppler("pdftotext", "-", "-", pdf=pdf)


def pixels(pdf: bytes, page: int = 0) -> Any:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=1).to_pil().convert("L")


@pytest.fixture(scope="module")
def repair() -> Typeset:
    return filled(everything(), ANSWERS)


def test_every_answer_is_printed(repair: Typeset) -> None:
    read = words(repair.pdf)
    for value in ('王小明 #read("/etc/passwd")', "Élodie", "ABC", "Plumber", "Monday, Tuesday", "0.00", "✓", "●"):
        assert value in read
    assert squeezed(STORY) in squeezed(read)
    assert squeezed("K2P0A1") in squeezed(read)
    assert read.count("12 Maple Street") == 2, "the field stands at two places"
    assert "Request for a repair" in read, "the form's own words stay"
    assert repair.page_count == 2
    with pypdfium2.PdfDocument(repair.pdf) as document:
        assert "王小明" in document[0].get_textpage().get_text_bounded()


def test_a_filled_form_has_no_fields_scripts_or_files(repair: Typeset) -> None:
    """No fields, no scripts, no files; and no complaint by a reader."""
    done = programs.run("pdfinfo", "-", input=repair.pdf)
    assert done.stderr == b""
    told = dict(line.split(":", 1) for line in done.stdout.decode().splitlines())
    assert {key: told[key].strip() for key in ("Form", "JavaScript", "Pages", "Encrypted", "Title")} == {
        "Form": "none", "JavaScript": "no", "Pages": "2", "Encrypted": "no", "Title": "Repair",
    }  # fmt: skip
    with pikepdf.open(BytesIO(repair.pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Lang", "/Metadata", "/ViewerPreferences", "/Version"}
        assert not any("/Annots" in page.obj for page in pdf.pages)
        assert str(pdf.Root.Lang) == "en"


def test_every_letter_is_embedded(repair: Typeset) -> None:
    fonts = [line.split() for line in poppler("pdffonts", "-", pdf=repair.pdf).splitlines()[2:]]
    assert {line[0] for line in fonts if line[-5] == "no"} == {"Helvetica"}, "the template's own"
    assert len(fonts) >= 4


def test_the_same_arguments_give_the_same_bytes(repair: Typeset) -> None:
    assert filled(everything(), ANSWERS).pdf == repair.pdf
    assert filled(everything(), {**ANSWERS, "initials": "ABD"}).pdf != repair.pdf


def test_values_stand_in_their_fields(repair: Typeset) -> None:
    """poppler's boxes, from the top left of the page as it is read."""
    page = poppler("pdftotext", "-bbox", "-", "-", pdf=repair.pdf)
    found = {line.split(">")[1].split("<")[0]: line.split('"')[1:8:2] for line in page.splitlines() if "<word" in line}
    for word, (left, top, right, bottom) in {
        "ABC": (320, 92, 400, 112),
        "Plumber": (72, 374, 200, 392),
        "0.00": (320, 374, 400, 392),
        # The second page: what it shows begins at (-80, 70), and it is turned by 90 degrees to the right.
        "Upright": (400 - 70, 200 + 80, 600 - 70, 220 + 80),
    }.items():
        x_min, y_min, x_max, y_max = (float(edge) for edge in found[word])
        assert left <= x_min < x_max <= right, (word, found[word])
        assert top - 2 <= y_min < y_max <= bottom + 2, (word, found[word])


def test_text_is_aligned_as_its_field_says() -> None:
    made = FormMaker()
    for align in (0, 1, 2):
        made.text(f"f{align}", [100, 600 - 40 * align, 300, 620 - 40 * align], Q=align)
    page = poppler("pdftotext", "-bbox", "-", "-", pdf=filled(made.bytes(), {f"f{a}": "Hi" for a in range(3)}).pdf)
    boxes = [[float(edge) for edge in line.split('"')[1:8:2]] for line in page.splitlines() if "<word" in line]
    (left, _, _, _), (middle, _, middle_end, _), (_, _, right, _) = boxes
    assert left == pytest.approx(102, abs=1.5)
    assert (middle + middle_end) / 2 == pytest.approx(200, abs=1.5)
    assert right == pytest.approx(298, abs=1.5)


def test_ticks_and_frames_are_drawn() -> None:
    made = FormMaker()
    made.checkbox("on", [100, 700, 140, 740], MK=Dictionary(BC=Array([0])))
    made.checkbox("off", [200, 700, 240, 740], MK=Dictionary(BC=Array([0])))
    made.group("side", Name.Btn, [([100, 600, 140, 640], 0, "a"), ([200, 600, 240, 640], 0, "b")], Ff=1 << 15)
    page = pixels(filled(made.bytes(), {"on": True, "off": False, "side": "b"}).pdf)

    def dark(x: int, y: int) -> int:
        """Dark dots in the middle of a box whose lower left corner is (x, y)."""
        middle = page.crop((x + 8, 792 - y - 32, x + 32, 792 - y - 8))
        return sum(1 for shade in middle.get_flattened_data() if shade < 128)

    assert [dark(100, 700) > 40, dark(200, 600) > 40] == [True, True]
    assert [dark(200, 700), dark(100, 600)] == [0, 0]
    assert page.getpixel((200, 792 - 720)) < 128, "the frame of the empty box"


def test_text_that_is_too_long_is_set_smaller_and_then_on_another_page() -> None:
    made = FormMaker()
    made.text("short", [72, 700, 172, 714])
    made.text("notes", [72, 600, 172, 640], Ff=MULTILINE)
    fits = filled(made.bytes(), {"short": "A name of some length"})
    assert (fits.page_count, "A name of some length" in words(fits.pdf)) == (1, True)
    long = "A story that is much longer than its field. " * 20
    over = filled(made.bytes(), {"notes": long.strip(), "short": "x" * 90})
    read = words(over.pdf)
    assert over.page_count == 2
    assert squeezed(long) in squeezed(read)
    assert "x" * 90 in squeezed(read)
    assert squeezed(read).count("attheend") == 2
    assert "What has no room in its field" in read
    assert "No. 2 — notes" in read


def test_a_comb_has_one_letter_in_each_cell_or_none_at_all() -> None:
    made = FormMaker()
    made.text("code", [100, 700, 200, 720], Ff=COMB, MaxLen=5)
    page = poppler("pdftotext", "-bbox", "-", "-", pdf=filled(made.bytes(), {"code": "ABC"}).pdf)
    starts = [float(line.split('"')[1]) for line in page.splitlines() if "<word" in line]
    assert [int((start - 100) // 20) for start in starts] == [0, 1, 2]
    assert "seeno.1attheend" in squeezed(words(filled(made.bytes(), {"code": "ABCDEF"}).pdf))


def test_the_cells_of_a_framed_comb_are_divided() -> None:
    made = FormMaker()
    framed = Dictionary(BC=Array([0]))
    made.text("code", [100, 700, 200, 720], Ff=COMB, MaxLen=5, MK=framed)
    made.text("up", [300, 600, 320, 700], Ff=COMB, MaxLen=5, MK=Dictionary(BC=Array([0]), R=90))
    page = pixels(filled(made.bytes(), {"code": "", "up": ""}).pdf)
    across = [x for x in range(104, 196) if page.getpixel((x, 792 - 710)) < 200]
    along = [y for y in range(604, 696) if page.getpixel((310, 792 - y)) < 200]
    assert {round((x - 100) / 20) for x in across} == {round((y - 600) / 20) for y in along} == {1, 2, 3, 4}
    assert len(across) <= 8
    assert len(along) <= 8


def test_what_has_no_field_is_printed_on_another_page() -> None:
    made = FormMaker()
    made.text("name", [72, 700, 172, 714])
    done = filled(made.bytes(), {"name": "Ana"}, further=[("Price", "$5.00"), ("Story", "Two\nlines")])
    assert done.page_count == 2
    read = words(done.pdf)
    assert "Particulars that the form has no field for" in read
    assert read.index("Price") < read.index("$5.00") < read.index("Story") < read.index("Two\nlines")


def test_a_default_stands_unless_another_value_is_given() -> None:
    made = FormMaker()
    made.text("city", [72, 700, 172, 714], V=String("Ottawa"))
    assert "Ottawa" in words(filled(made.bytes(), {}).pdf)
    other = words(filled(made.bytes(), {"city": "Kingston"}).pdf)
    assert "Kingston" in other
    assert "Ottawa" not in other


def test_the_state_that_a_page_leaves_behind_does_not_move_values() -> None:
    """A page whose content shrinks and turns what follows, and never takes it back."""
    made = FormMaker()
    made.pdf.pages[0].contents_add(b"0.1 0 0 0.1 50 50 cm 1 1 1 rg q q\n")
    made.text("name", [72, 700, 172, 714])
    page = poppler("pdftotext", "-bbox", "-", "-", pdf=filled(made.bytes(), {"name": "Ana"}).pdf)
    (box,) = [[float(edge) for edge in line.split('"')[1:8:2]] for line in page.splitlines() if "<word" in line]
    assert 72 <= box[0] < 80
    assert 78 <= (box[1] + box[3]) / 2 <= 92


def test_a_character_without_a_glyph_is_refused() -> None:
    made = FormMaker()
    made.text("name", [72, 700, 172, 714])
    with pytest.raises(Unprintable):
        filled(made.bytes(), {"name": "\U0001f69a"})
