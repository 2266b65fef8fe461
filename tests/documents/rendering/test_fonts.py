import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uharfbuzz

from documents import packs
from documents.rendering import fonts, page_images
from documents.rendering.fonts import ITALIC, VARIANTS
from documents.rendering.glyph_coverage import unprintable
from documents.rendering.typesetting import Unprintable, typeset
from safeclose.settings import NOTO_FOLDERS
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed
from tests.documents.packs.reading_pdf import squeezed
from tests.documents.rendering.conftest import forget
from tests.documents.rendering.drawn import families

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def left_out(no_noto: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`left_out("zhplot")`: as if these packages were not installed, on a machine without Debian's fonts."""

    def leave_out(*carriers: str) -> None:
        monkeypatch.setattr(fonts, "CARRIERS", tuple(one for one in fonts.CARRIERS if one not in carriers))
        forget()

    yield leave_out
    monkeypatch.undo()
    forget()


def test_without_folders_the_fonts_are_those_of_typst_and_of_packages(no_noto: None) -> None:
    assert fonts.families() == (
        "Libertinus Serif",
        "Noto Sans SC",
        "NanumGothic",
        "New Computer Modern",
        "New Computer Modern Math",
        "DejaVu Sans Mono",
    )
    assert all(folder.is_dir() for folder in fonts.folders())


def test_fonts_for_one_script_are_asked_before_fonts_with_some_of_its_letters(noto: None) -> None:
    order = fonts.families()
    assert order[0] == "Libertinus Serif"
    places = list(map(order.index, ("Noto Serif Tamil", "Noto Serif CJK SC", "Noto Sans SC", "Noto Serif Grantha")))
    assert places == sorted(places)
    assert "Display" in order[-2]
    assert len(set(order)) == len(order) > 200


def test_no_fonts_are_used_but_those_of_the_folders(font_folders: Callable[..., None]) -> None:
    font_folders("/no/such/folder")
    own = {str(folder) for folder in fonts.folders()}
    assert {str(Path(one.path).parent) for one in fonts.fonts().fonts() if one.path} == own
    assert "/no/such/folder" not in own


def test_the_fonts_inside_typst_are_found_in_the_order_in_which_it_names_them(no_noto: None) -> None:
    named = [info for info in fonts.fonts().fonts() if info.path is None]
    found = [uharfbuzz.Face(uharfbuzz.Blob(data)) for data in fonts._inside_typst()]
    assert len(found) == len(named) > 10
    for face, info in zip(found, named, strict=True):
        family = (face.get_name(16) or face.get_name(1)).replace("NewComputerModern10", "NewComputerModern")
        assert family.replace(" ", "").startswith(info.family.replace(" ", "").removesuffix("Math"))
        (weight,) = struct.unpack_from(">H", face.reference_table("OS/2").data, 4)
        assert abs(weight - info.weight) <= 50


@pytest.mark.parametrize(
    ("family", "variant", "face"),
    [
        ("Libertinus Serif", VARIANTS[0], ("normal", 400)),
        ("Libertinus Serif", VARIANTS[1], ("normal", 700)),
        ("Libertinus Serif", ITALIC, ("italic", 400)),
        ("Noto Sans SC", VARIANTS[1], ("normal", 400)),
        ("NanumGothic", ITALIC, ("normal", 400)),
    ],
)
def test_the_nearest_face_of_a_family_is_asked(
    no_noto: None, family: str, variant: fonts.Variant, face: tuple[str, int]
) -> None:
    (found,) = [one for one in fonts.faces(variant) if one.family == family]
    assert (found.style, found.weight) == face


def test_packages_that_carry_fonts_are_not_imported_and_shaping_is_not_until_it_is_needed() -> None:
    asked = """
import sys
from django.conf import settings
settings.configure(FONT_PATHS=[])
from documents.rendering import typesetting
from documents.rendering.glyph_coverage import unprintable
assert unprintable("Ann") is None
typesetting.inputs({"name": "Ann"})
print(*sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True).stdout.split()
    assert "documents.rendering.fonts" in told
    assert {*fonts.CARRIERS, "uharfbuzz", "fontTools"}.isdisjoint(told)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Zoë", set()),
        ("王小明", {"NotoSansSC"}),
        ("陳龍國", {"NotoSansSC"}),
        ("さくら", {"NotoSansSC"}),
        ("김민수", {"NanumGothic"}),
        ("Kim 김 金", {"NotoSansSC", "NanumGothic"}),
        ("محمد", {"DejaVuSansMono"}),
    ],
)
def test_each_script_has_its_font(no_noto: None, names: Path, text: str, family: set[str]) -> None:
    made = typeset(names, {"names": ["a", text]}, at=EPOCH)
    assert {name.removesuffix("ExtraBold").removesuffix("Bold") for name in families(made.pdf)} == {
        "LibertinusSerif"
    } | family
    if "م" not in text:  # words that run from right to left come out of a PDF in another order
        assert text in page_images.text(made.pdf)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("王小明 さくら 김민수", {"NotoSerifCJKsc"}),
        ("مُحَمَّد", {"NotoNaskhArabic"}),
        ("श्रीवास्तव", {"NotoSerifDevanagari"}),
        ("প্রিয়াঙ্কা তামিল", {"NotoSerifBengali"}),
        ("தமிழ் செ", {"NotoSerifTamil"}),
        ("ᐃᓄᒃᑎᑐᑦ", {"NotoSansCanadianAboriginal"}),
    ],
)
def test_each_script_has_its_font_of_debian(noto: None, names: Path, text: str, family: set[str]) -> None:
    made = typeset(names, {"names": ["a", text]}, at=EPOCH)
    assert families(made.pdf) == {"LibertinusSerif"} | family


def test_letters_of_one_look_are_told_apart_in_the_text(names: Path) -> None:
    """A radical and its ideograph, a half-width and a full-width letter, share glyphs in some fonts."""
    text = "⼈人 ｶカ 戶户 A\uff21"
    assert squeezed(text) in squeezed(page_images.text(typeset(names, {"names": [text]}, at=EPOCH).pdf))


def test_a_document_in_latin_letters_is_the_same_with_and_without_the_fonts_for_others(
    font_folders: Callable[..., None],
) -> None:
    pack = packs.get("on/freehold-purchase")
    font_folders(*NOTO_FOLDERS)
    first = pack.render(pack.sample(TODAY), title="Title", at=AT)
    font_folders()
    assert pack.render(pack.sample(TODAY), title="Title", at=AT) == first
    assert families(first.pdf) == {"LibertinusSerif", "DejaVuSansMono"}


def test_without_the_fonts_documents_still_work(left_out: Callable[..., None], names: Path) -> None:
    pack = packs.get("on/freehold-purchase")
    before = pack.render(pack.sample(TODAY), title="Title", at=AT)
    left_out(*fonts.CARRIERS)
    assert fonts.folders() == []
    assert fonts.families() == ("Libertinus Serif", *fonts.LAST)
    assert pack.render(pack.sample(TODAY), title="Title", at=AT) == before
    checked = pack.check(changed(pack.sample(TODAY), "parties.buyers.0.name", "王小明"))
    assert [(issue.path, issue.code) for issue in checked.issues] == [("parties.buyers.0.name", "unprintable")]
    with pytest.raises(Unprintable):
        typeset(names, {"names": ["김"]}, at=EPOCH)


def test_one_font_may_be_left_out(left_out: Callable[..., None]) -> None:
    left_out("koreanize_matplotlib")
    assert fonts.families() == ("Libertinus Serif", "Noto Sans SC", *fonts.LAST)
    assert unprintable("王김") == "김"


def test_a_package_without_its_fonts_is_no_fault(no_noto: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CARRIERS", ("json", "no_such_package"))
    assert fonts.folders() == []
