import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from documents import packs
from documents.rendering import fonts, glyphs, pages, typesetting
from documents.rendering.glyphs import missing_glyph
from documents.rendering.typesetting import Unprintable, typeset
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed
from tests.documents.packs.reading_pdf import squeezed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GLYPH = Path(typesetting.__file__).with_name("glyph.typ")


def _fonts_in(pdf: bytes) -> set[str]:
    """Families that a PDF embeds, without the six letters that mark a subset."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        names = [str(one.BaseFont) for one in opened.objects if _is_font(one)]
    return {name.lstrip("/").partition("+")[2].partition("-")[0] for name in names}


def _is_font(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" in one


def _forget() -> None:
    for cached in (fonts.fonts, fonts.families, typesetting._compiler, glyphs._typeset):
        cached.cache_clear()


@pytest.fixture
def left_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`left_out("zhplot")`: as if these packages were not installed."""

    def leave_out(*carriers: str) -> None:
        monkeypatch.setattr(fonts, "CARRIERS", tuple(one for one in fonts.CARRIERS if one not in carriers))
        _forget()

    yield leave_out
    monkeypatch.undo()
    _forget()


def test_the_families_stand_in_the_order_in_which_a_character_is_looked_for() -> None:
    assert fonts.families() == ["Libertinus Serif", "Noto Sans SC", "NanumGothic"]
    assert all(folder.is_dir() for folder in fonts.folders())


def test_no_font_of_the_machine_is_used() -> None:
    own = {str(folder) for folder in fonts.folders()}
    assert {str(Path(one.path).parent) for one in fonts.fonts().fonts() if one.path} == own


def test_packages_that_carry_fonts_are_not_imported() -> None:
    asked = "import sys; from documents.rendering import fonts; fonts.families(); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True).stdout.split()
    assert "documents.rendering.fonts" in told
    assert set(fonts.CARRIERS).isdisjoint(told)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Zoë", {"LibertinusSerif"}),
        ("王小明", {"NotoSansSC"}),
        ("陳龍國", {"NotoSansSC"}),
        ("さくら", {"NotoSansSC"}),
        ("김민수", {"NanumGothic"}),
        ("Kim 김 金", {"LibertinusSerif", "NotoSansSC", "NanumGothic"}),
    ],
)
def test_each_script_has_its_font(text: str, family: set[str]) -> None:
    made = typeset(GLYPH, {"character": text}, at=EPOCH)
    assert _fonts_in(made.pdf) - {"LibertinusSerif"} == family - {"LibertinusSerif"}
    assert text in pages.text(made.pdf)


def test_letters_of_one_look_are_told_apart_in_the_text() -> None:
    """A radical and its ideograph, a half-width and a full-width letter, share glyphs in some fonts."""
    text = "⼈人 ｶカ 戶户 A\uff21"
    assert squeezed(pages.text(typeset(GLYPH, {"character": text}, at=EPOCH).pdf)) == squeezed(f"a{text}")


def test_a_document_in_latin_letters_embeds_no_font_for_others() -> None:
    pack = packs.get("on/freehold-purchase")
    made = pack.render(pack.sample(TODAY), title="Title", at=AT)
    assert _fonts_in(made.pdf) == {"LibertinusSerif", "DejaVuSansMono"}


def test_without_the_fonts_documents_still_work(left_out: Callable[..., None]) -> None:
    pack = packs.get("on/freehold-purchase")
    before = pack.render(pack.sample(TODAY), title="Title", at=AT)
    left_out(*fonts.CARRIERS)
    assert fonts.folders() == []
    assert fonts.families() == ["Libertinus Serif"]
    assert pack.render(pack.sample(TODAY), title="Title", at=AT) == before
    checked = pack.check(changed(pack.sample(TODAY), "parties.buyers.0.name", "王小明"))
    assert [(issue.path, issue.code) for issue in checked.issues] == [("parties.buyers.0.name", "unprintable")]
    with pytest.raises(Unprintable):
        typeset(GLYPH, {"character": "김"}, at=EPOCH)


def test_one_font_may_be_left_out(left_out: Callable[..., None]) -> None:
    left_out("koreanize_matplotlib")
    assert fonts.families() == ["Libertinus Serif", "Noto Sans SC"]
    assert missing_glyph("王김") == "김"


def test_a_package_without_its_fonts_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CARRIERS", ("json", "no_such_package"))
    assert fonts.folders() == []
