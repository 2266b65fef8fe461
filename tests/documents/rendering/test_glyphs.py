from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering import typesetting
from documents.rendering.glyphs import missing_glyph, printable
from documents.rendering.typesetting import typeset

GLYPH = Path(typesetting.__file__).with_name("glyph.typ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ~!@#$%^&*()",
        "Élodie Çelik œuvre ÀÉÎÔÜ",
        "“quotes” ‘and’ – — … • ½ € ™ ☐ ✓ → №",
        "Nguyễn Thị Hương",
        "Ελένη Привет שלום محمد नमस्ते",
        "e\u0301 a\u200db \xa0\u202f\u2011",
        "\u0301",
        '#read("x")',
        "王小明 陳龍國 龜鑑 〇々",
        "さくら ケンジ 髙橋 ｶﾅ ー 、。「」",
        "김민수 박서연 뷁 ㈜",
        "« guillemets » l’Été\u202f: œ Œ ÿ Ÿ",
    ],
)
def test_these_scripts_are_in_the_fonts(text: str) -> None:
    assert missing_glyph(text) is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("ਗੁਰਪ੍ਰੀਤ", "ਗ"),
        ("தமிழ்", "த"),
        ("ok \U0001f600 x", "\U0001f600"),
        ("\uf0b7 item", "\uf0b7"),
        ("\ufeffBea", "\ufeff"),
    ],
)
def test_characters_without_a_glyph_are_named(text: str, missing: str) -> None:
    assert missing_glyph(text) == missing
    assert not printable(missing)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8))
@settings(deadline=None)
def test_what_has_its_glyphs_can_be_typeset(text: str) -> None:
    known = "".join(character for character in text if printable(character))
    assert typeset(GLYPH, {"character": known}, at=datetime(2026, 1, 1, tzinfo=UTC)).page_count == 1
