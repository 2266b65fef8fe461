import json
import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from fontTools import unicodedata

from documents.rendering.fonts import VARIANTS, faces, ordered
from documents.rendering.glyph_coverage import sentence, unprintable
from documents.rendering.printable_text import in_ascii, printed
from documents.rendering.shaping import DOTTED_CIRCLE, Shaped, Span, _glyphs, is_in_text_font, shaped, stands_apart
from documents.rendering.typesetting import inputs, typeset
from tests.documents.rendering.drawn import has_dotted_circle
from tests.thorough import rounds

AT = datetime(2026, 1, 1, tzinfo=UTC)
MUHAMMAD = "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f"
ALI_REZA = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"
HALF_KSSA = "\u0915\u094d\u200d\u0937"
CE, SI = "\u0b9a\u0bc6", "\u0a38\u0a3f"
SHRIVASTAVA = "\u0936\u094d\u0930\u0940\u0935\u093e\u0938\u094d\u0924\u0935"
LONE_MARK = "Ann\u17c1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ~!@#$%^&*()",
        "Élodie Çelik œuvre ÀÉÎÔÜ",
        "“quotes” ‘and’ – — … • ½ € ™ ☐ ✓ → №",
        "Nguyễn Thị Hương",
        "Ελένη Привет שלום محمد",
        MUHAMMAD,
        ALI_REZA,
        "e\u0301 x\u0327\u0301 a\u200db \xa0\u202f\u2011 co\xadop",
        '#read("x")',
        "王小明 陳龍國 龜鑑 〇々",
        "さくら ケンジ 髙橋 ｶﾅ ー 、。「」",
        "김민수 박서연 뷁 ㈜",
        "« guillemets » l’Été\u202f: œ Œ ÿ Ÿ",
        "a \u25cc\u0301",
    ],
)
def test_these_scripts_print_on_every_machine(no_noto: None, text: str) -> None:
    assert unprintable(text) is None


@pytest.mark.parametrize(
    "text",
    [
        SHRIVASTAVA,
        HALF_KSSA,
        CE,
        SI,
        MUHAMMAD,
        ALI_REZA,
        "প্রিয়াঙ্কা",
        "ગુજરાતી",
        "ਗੁਰਪ੍ਰੀਤ",
        "தமிழ்",
        "సత్య ಕನ್ನಡ മലയാളം ଓଡ଼ିଆ ශ්‍රී",
        "สมชาย กำธร",
        "አበበ በቀለ",
        "ᐃᓄᒃᑎᑐᑦ",
        "ٹھیک ڈاکٹر ہے پڑھ",
        "ڕۆژ ێوار ڵەیلا",
        "ភាសាខ្មែរ မြန်မာ ລາວ བོད་ཡིག",
        "Հայկ გიორგი ᏣᎳᎩ",
    ],
)
def test_these_scripts_print_with_the_fonts_of_debian(noto: None, names: Path, text: str) -> None:
    assert unprintable(text) is None
    assert printed(text) == text
    assert not has_dotted_circle(typeset(names, {"names": [text]}, at=AT).pdf)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ok \U0001f600 x", "\U0001f600"),
        ("\uf0b7 item", "\uf0b7"),
        ("\ufeffBea", "\ufeff"),
        ("Bea\x85", "\x85"),
        ("Ann\u202eLee", "\u202e"),
        (LONE_MARK, "\u17c1"),
        ("Ann\u0bc6 Lee", "\u0bc6"),
        ("\u0301", "\u0301"),
        ("Ann \u0301e", "\u0301"),
        ("\u200d\u17c1", "\u17c1"),
        ("1\u05c1", "\u05c1"),
        ("«\u17c1»", "\u17c1"),
        ("a \u1200\u0301", "\u1200\u0301"),  # Typst would print the accent, and leave the letter out
    ],
)
@pytest.mark.parametrize("fonts", ["noto", "no_noto"])
def test_what_can_not_be_printed_is_named(request: pytest.FixtureRequest, fonts: str, text: str, part: str) -> None:
    request.getfixturevalue(fonts)
    found = unprintable(text)
    assert found is not None
    assert part in found
    assert len(found) <= 3


CORE = " On Debian, the package fonts-noto-core has fonts for more scripts."
CJK = " On Debian, the package fonts-noto-cjk has fonts for more scripts."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SI, f"The fonts of the documents can't print {SI} (U+0A38 U+0A3F).{CORE}"),
        (SHRIVASTAVA, f"The fonts of the documents can't print \u0936\u094d (U+0936 U+094D).{CORE}"),
        ("\U00020021", f"The fonts of the documents can't print \U00020021 (U+20021).{CJK}"),
        ("\U0001f600", "The fonts of the documents can't print \U0001f600 (U+1F600)."),
        (LONE_MARK, "The mark U+17C1 has no letter of its script before it, so it can't be printed."),
    ],
)
def test_the_sentence_says_what_would_help(no_noto: None, text: str, told: str) -> None:
    part = unprintable(text)
    assert part is not None
    assert sentence(part) == told


def test_no_package_is_recommended_that_is_installed(noto: None) -> None:
    assert sentence("\U0001e6c0") == "The fonts of the documents can't print \U0001e6c0 (U+1E6C0)."


@pytest.mark.parametrize("text", ["कमल", SHRIVASTAVA, HALF_KSSA])
def test_devanagari_is_not_printed_from_a_font_for_formulas(no_noto: None, text: str) -> None:
    assert unprintable(text) is not None


def test_a_joiner_on_nothing_is_refused_for_the_fonts_of_other_words(noto: None, names: Path) -> None:
    """Each is printed well alone, and with a circle beside words in some other scripts."""
    word, other = "\u2d4f\u2d5b\xad\u200c\U0001fb64", "\U00010a23\U00010a00\U00010a11\U00010a34"
    assert has_dotted_circle(typeset(names, {"names": [word, other]}, at=AT).pdf)
    assert not has_dotted_circle(typeset(names, {"names": [word]}, at=AT).pdf)
    assert unprintable(word) is not None
    assert unprintable(other) is None
    after_a_symbol = "\U00010f12\u21d1\u200c\U00010f00"
    assert has_dotted_circle(typeset(names, {"names": [after_a_symbol, "\u0cb6\u0cc3\u0c8e\u0cb5"]}, at=AT).pdf)
    assert unprintable(after_a_symbol) == "\u200c"
    assert unprintable("10\u200c\u0633\u0627\u0644\u0647") is None


def test_conjuncts_are_drawn_as_one(noto: None) -> None:
    assert shaped(SHRIVASTAVA) == Shaped(frozenset({"Noto Serif Devanagari"}), ())
    (face,) = [each for each in faces(VARIANTS[0]) if each.family == "Noto Serif Devanagari"]
    drawn = [glyph for glyph, _ in _glyphs(face, SHRIVASTAVA, right_to_left=False)]
    virama = face.font.get_nominal_glyph(0x094D)
    assert virama not in drawn
    assert len(drawn) < len(SHRIVASTAVA)


def test_places_are_those_in_the_text(no_noto: None) -> None:
    assert shaped("a \U0001f600b\n\U0001f600 é 王").missing == (Span(2, 3), Span(5, 6))


@pytest.mark.parametrize(
    ("text", "apart"),
    [("Ann", True), ("Zoë 王 김", False), ("Zoë 王", True), ("محمد", False), ("กำ", False)],
)
def test_letters_that_join_do_not_stand_apart(text: str, apart: bool) -> None:
    assert stands_apart(text) is apart


def test_only_what_the_first_font_has_slanted_is_in_it() -> None:
    assert is_in_text_font("Zoë O’Brien")
    assert not is_in_text_font("e\u0301")
    assert not is_in_text_font("王")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann", "Ann"),
        (ALI_REZA, ALI_REZA),
        ("co\xadop\u200b a\u200db\u2060", "co\xadop\u200b a\u200db\u2060"),
        ("\ufeffB\u180fea\u3164\U000e0041", "Bea\u3164\U000e0041"),
        ("a\x07\n\u202eb\u202c", "a[U+0007] [U+202E]b[U+202C]"),
        ("a\U0001f600\u200d\U0001f600\ufe0fb", "a[U+1F600][U+1F600]b"),
        (LONE_MARK, "Ann[U+17C1]"),
        ("e\u0301 \ue000 \ud800", "e\u0301 [U+E000] [U+D800]"),
        ("\u180f", ""),
        ("\u2028a\tb", " a b"),
        ({"a": ["\U0001f600é", None, 5]}, {"a": ["[U+1F600]é", None, 5]}),
    ],
)
def test_what_can_not_be_printed_stands_as_its_number(no_noto: None, text: str, shown: str) -> None:
    assert printed(text) == shown


def test_in_ascii_everything_else_is_a_number() -> None:
    assert in_ascii({"a": ["Zoë\u200d", 1]}) == {"a": ["Zo[U+00EB]", 1]}


def test_a_template_is_given_the_fonts_of_its_data_and_no_others(noto: None) -> None:
    given_fonts = json.loads(inputs({"a": ["Ann", {"b": "தமிழ்"}], "c": 1})["fonts"])
    assert given_fonts == ordered({"Noto Serif Tamil"})
    assert "Noto Serif Devanagari" not in given_fonts


LIVING = (
    "Latn", "Grek", "Cyrl", "Arab", "Hebr", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda",
    "Mlym", "Sinh", "Thai", "Laoo", "Tibt", "Mymr", "Khmr", "Ethi", "Cans", "Cher", "Geor", "Armn", "Hang",
    "Hira", "Kana", "Hani", "Syrc", "Thaa", "Nkoo", "Mong", "Adlm", "Tfng", "Java", "Bali",
)  # fmt: skip


@cache
def letters() -> dict[str, list[str]]:
    """All characters, by script."""
    found: dict[str, list[str]] = {}
    for character in map(chr, range(0x20, 0x323B0)):
        if unicodedata.category(character) not in ("Cn", "Cs", "Co", "Cc"):
            found.setdefault(unicodedata.script(character), []).append(character)
    return found


def word(chance: random.Random) -> str:
    """Letters of one script, with marks, joiners and letters of others among them."""
    of = letters()
    own = of[chance.choice(LIVING if chance.random() < 0.8 else sorted(of))]
    rare = [of["Zinh"], of["Zyyy"], ["\u200c", "\u200d", "\xad", " "], ["\x07", "\ue000", "\ufeff", "\u202e"]]
    groups = [chance.choice(rare) if chance.random() < 0.2 else own for _ in range(chance.randint(1, 8))]
    return "".join(map(chance.choice, groups))


@pytest.mark.parametrize("seed", range(rounds(2, 40)))
@pytest.mark.parametrize("fonts", ["noto", "no_noto"])
def test_what_is_said_to_be_printable_is_printed(
    request: pytest.FixtureRequest, names: Path, fonts: str, seed: int
) -> None:
    """Unprintable is never raised, no circle is drawn, and what is not said to be printable is printed as numbers."""
    request.getfixturevalue(fonts)
    chance = random.Random(seed)
    chosen = [MUHAMMAD, ALI_REZA, HALF_KSSA, LONE_MARK, CE, SI, "\u1848\u180f", "«\u17c1"]
    words = [each for each in (*chosen, *(word(chance) for _ in range(120))) if DOTTED_CIRCLE not in each]
    right = [each for each in words if unprintable(each) is None]
    assert 3 < len(right) < len(words) - 10
    for texts in (right, list(map(printed, words)), list(map(in_ascii, words))):
        made = typeset(names, {"names": texts}, at=AT)
        assert not has_dotted_circle(made.pdf)
    assert list(map(printed, right)) == right
    assert [unprintable(each) for each in map(printed, words)] == [None] * len(words)
