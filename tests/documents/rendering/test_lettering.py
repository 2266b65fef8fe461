"""Letters as outlines: the right ones, in the right order, within the box."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import lettering
from documents.rendering.fonts import fonts
from documents.rendering.glyph_coverage import unprintable
from documents.rendering.lettering import Style, TooLong, lettered
from documents.rendering.typesetting import Unprintable
from safeclose.marks.drawings import MAX_PATH, Drawing

NAMES = (
    "Bea Buyer", "Zoë Müller-Łukasiewicz", "Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Иван Петров", "محمد بن سلمان",
    "דוד בן-גוריון", "प्रिया शर्मा", "陈伟 Wei Chen", "高橋　健太", "김민수", "O’Brien & Söhne, Inc.", "محمد Smith (12)",
    "e\u0301",
)  # fmt: skip
LETTERS = "Aé \u0301\u0308ł-()1,آبمح\u200cֱאבשּקि्कष한글陈Ж😀\x07\u200b\u3000ﬁ"
INVISIBLE = " \u200b\u200c\u3000"
STYLES: Any = ("script", "text")


def points(drawing: Drawing) -> list[tuple[int, int]]:
    numbers = [int(number) for number in re.findall(r"-?\d+", drawing.outlines)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def moved(path: str, x: int) -> str:
    return re.sub(r"(-?\d+) (-?\d+)", lambda found: f"{int(found[1]) + x} {found[2]}", path)


def assert_fits(drawing: Drawing) -> None:
    assert Drawing.read(drawing.written()) == drawing
    left, top, right, bottom = drawing.box
    assert left <= 0
    assert top <= -800
    assert bottom >= 250
    assert all(left <= x <= right and top <= y <= bottom for x, y in points(drawing))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", NAMES)
def test_names_of_many_scripts_are_drawn_alike_each_time(name: str, style: Style) -> None:
    drawing = lettered(name, style)
    assert drawing.text == name
    assert_fits(drawing)
    lettering._glyph.cache_clear()
    assert lettered(name, style) == drawing


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(LETTERS), max_size=12), st.sampled_from(STYLES))
def test_any_text_is_drawn_within_its_box_or_refused(text: str, style: Style) -> None:
    try:
        drawing = lettered(text, style)
    except Unprintable as refused:
        assert refused.text in text  # noqa: PT017 - other texts are drawn
        assert not text.strip(INVISIBLE) or any(map(unprintable, text.split()))
    else:
        assert drawing.text == text
        assert_fits(drawing)


def test_letters_are_as_in_the_font() -> None:
    """The hyphen of Libertinus Serif is a rectangle, and so is that of Noto Naskh: drawn upright, above the line."""
    hyphen = lettered("-", "text")
    assert hyphen.outlines.count("M") == 1
    assert all(-400 < y < -100 for _, y in points(hyphen))
    letter = lettered("l", "text")
    assert min(y for _, y in points(letter)) < -600
    assert max(y for _, y in points(letter)) <= 20


def test_words_stand_a_space_apart() -> None:
    one, two = lettered("l", "text"), lettered("l l", "text")
    space = two.box[2] - 2 * one.box[2]
    assert 150 < space < 400
    assert two.outlines == f"{one.outlines} {moved(one.outlines, one.box[2] + space)}"
    assert lettered("l　l", "text").outlines == lettered("l\xa0l", "text").outlines == two.outlines
    assert lettered(" l", "text").outlines == moved(one.outlines, space)


def test_hebrew_goes_from_right_to_left() -> None:
    first, second = lettered("א", "text"), lettered("ב", "text")
    both = lettered("אב", "text")
    assert both.outlines == f"{second.outlines} {moved(first.outlines, second.box[2])}"
    assert lettered("דוד (Bea)", "text").outlines.startswith(lettered("(", "text").outlines)


def test_arabic_letters_join() -> None:
    apart = sum(lettered(letter, "text").box[2] for letter in "بن")
    assert lettered("بن", "text").box[2] < apart


@pytest.mark.parametrize("letter", ["n", "N"])
def test_marks_are_above_their_letters(letter: str) -> None:
    plain, marked = lettered(letter, "text"), lettered(f"{letter}\u0308", "text")
    assert marked.outlines.startswith(plain.outlines)
    assert marked.box[2] == plain.box[2]
    highest = min(y for _, y in points(plain))
    assert all(0 < x < plain.box[2] and y < highest for x, y in points(marked)[len(points(plain)) :])


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Bea", False),
        ("Nguyễn Ánh", False),
        ("Иван", True),
        ("Ɓoda", True),
        ("Bea Ɓoda", True),  # one Latin word in another font looks like a mistake
        ("陈 Bea", False),
        ("Иван Bea", False),
    ],
)
def test_letters_that_the_script_font_lacks_are_those_of_documents(name: str, alike: bool) -> None:
    assert (lettered(name, "script").outlines == lettered(name, "text").outlines) is alike


def test_a_word_keeps_the_script_font_beside_one_of_another_script() -> None:
    assert lettered("Bea 陈", "script").outlines.startswith(lettered("Bea", "script").outlines)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Bea 😀", "😀"),
        ("\x07a", "\x07"),
        ("a\x07", "\x07"),
        ("", ""),
        (" ", " "),
        ("\u200b", "\u200b"),
        ("क ्", "्"),
        ("陈😀\u0301", "😀\u0301"),
        ("א陈😀\u0301", "😀\u0301"),
    ],
)
def test_what_no_font_has_is_refused(text: str, part: str, style: Style) -> None:
    with pytest.raises(Unprintable) as refused:
        lettered(text, style)
    assert refused.value.text == part


@pytest.mark.parametrize("style", STYLES)
def test_two_hundred_letters_fit(style: Style) -> None:
    for name in (*NAMES[:6], "Ắ", "語学"):
        drawing = lettered((name * 200)[:200].strip(), style)
        assert len(drawing.outlines) < MAX_PATH


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(TooLong) as refused:
        lettered("龘" * 500, "text")
    assert refused.value.text == "龘" * 500


def test_a_usual_name_is_small() -> None:
    assert len(lettered("Bea Buyer", "script").outlines) < 5000


def test_documents_are_not_printed_in_the_script_font() -> None:
    assert "Dancing Script" not in fonts().families()
