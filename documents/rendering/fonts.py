"""The fonts that documents are printed in: those inside Typst, in the folders of FONT_PATHS, and in Python packages."""

import importlib.util
import mmap
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typst
from django.conf import settings

if TYPE_CHECKING:
    import uharfbuzz

TEXT = "Libertinus Serif"
# Families searched for a character after TEXT, as far as installed. Fonts for one script come before fonts that
# hold single letters of it: Noto Serif Grantha has Tamil digits, Noto Serif Bengali has accents of Devanagari.
ONE_SCRIPT = (
    "Noto Serif Devanagari",
    "Noto Naskh Arabic",
    *(
        f"Noto Serif {script}"
        for script in (
            "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao",
            "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thai", "Tibetan",
        )
    ),
)  # fmt: skip
CJK = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans SC", "NanumGothic")
LATIN = ("Noto Serif", "Noto Sans")
# Inside Typst, so on every machine. They hold the symbols that templates print.
LAST = ("New Computer Modern", "New Computer Modern Math", "DejaVu Sans Mono")
# Fonts of a folder with these words in their names come last: they are made for formulas or screens.
_NOT_FOR_TEXT = ("Math", "Symbols", "Music", "Mono", "Display", "Slanted")
# Python packages used for their font files only. They are never imported: their code needs libraries that are not
# installed.
CARRIERS = ("zhplot", "koreanize_matplotlib")
# The font of typed signatures. Documents are not printed in it, so it is in no list of theirs.
SCRIPT_CARRIER, SCRIPT_FILE = "fontpkg_dancing_script", "files/DancingScript[wght].ttf"

_SFNT = b"OTTO\0"
_TRUETYPE = b"\0\1\0\0\0"


class Variant(NamedTuple):
    """The style and weight that a template asks for."""

    style: str
    weight: int


# The variants that templates print values in. A font may lack a character in other styles, so only text for which
# `shaping.is_in_text_font` is true is printed in italics.
VARIANTS = (Variant("normal", 400), Variant("normal", 700))
ITALIC = Variant("italic", 400)


@dataclass(frozen=True)
class Face:
    """One font file, or one font within a file."""

    family: str
    style: str
    weight: int
    path: str | None
    index: int  # within the file; without a path, among the fonts inside Typst

    @property
    def font(self) -> "uharfbuzz.Font":
        """The font as HarfBuzz reads it."""
        return _opened(self.path, self.index)


def folders() -> list[Path]:
    """The existing folders of FONT_PATHS, then those in the packages."""
    carried = (Path(place, "fonts") for name in CARRIERS for place in _places(name))
    return [folder for folder in (*map(Path, settings.FONT_PATHS), *carried) if folder.is_dir()]


@cache
def fonts() -> typst.Fonts:
    """Every font a document may use. Typst reads a font's glyphs when it needs one."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders()))


@cache
def families() -> tuple[str, ...]:
    """The installed families, in the order in which they are searched for a character."""
    there = set(fonts().families())
    known = (*ONE_SCRIPT, *CJK, *LATIN)
    others = sorted(there - {TEXT, *known, *LAST})
    for_text = [family for family in others if not _is_not_for_text(family)]
    not_for_text = [family for family in others if _is_not_for_text(family)]
    order = (TEXT, *known, *for_text, *LAST, *not_for_text)
    return tuple(family for family in order if family in there)


def ordered(used: Iterable[str]) -> list[str]:
    """The families to pass to a template, in order: those that its data uses, TEXT, and those inside Typst."""
    wanted = {TEXT, *LAST, *used}
    return [family for family in families() if family in wanted]


@cache
def faces(variant: Variant) -> tuple[Face, ...]:
    """The face that Typst chooses for this style and weight in each family, in the order of `families`."""
    by_family: dict[str, list[Face]] = {}
    for face in _faces():
        by_family.setdefault(face.family, []).append(face)
    # A family inside Typst whose faces were not found is left out: nothing counts as printable by it.
    return tuple(
        min(by_family[family], key=lambda face: _distance(face, variant))
        for family in families()
        if family in by_family
    )


@cache
def script_face() -> Face:
    """The font of typed signatures, in its default weight."""
    path = Path(_places(SCRIPT_CARRIER)[0], SCRIPT_FILE)
    return Face("Dancing Script", "normal", 400, str(path), 0)


def is_for_formulas(family: str) -> bool:
    """Whether it is a font for formulas. Those have letters of many scripts and can't join them to words."""
    return "Math" in family


def _distance(face: Face, variant: Variant) -> tuple[int, int]:
    both_slanted = face.style != "normal" and variant.style != "normal"
    style = 0 if face.style == variant.style else 1 if both_slanted else 2
    return style, abs(face.weight - variant.weight)


def _is_not_for_text(family: str) -> bool:
    return any(word in family for word in _NOT_FOR_TEXT)


def _faces() -> Iterator[Face]:
    inside = 0
    for info in fonts().fonts():
        if info.path is not None:
            yield Face(info.family, info.style, info.weight, info.path, info.index)
            continue
        if inside < len(_inside_typst()):
            yield Face(info.family, info.style, info.weight, None, inside)
        inside += 1


@cache
def _opened(path: str | None, index: int) -> "uharfbuzz.Font":
    import uharfbuzz  # only when a text has letters beyond ASCII

    if path is None:
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(_inside_typst()[index])))
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index))


@cache
def _inside_typst() -> tuple[bytes, ...]:
    """The fonts compiled into Typst. It has no function that returns them, so they are cut out of its library file.

    tests/documents/rendering/test_fonts.py compares them with the fonts that Typst names.
    """
    spec = importlib.util.find_spec("typst._typst")
    assert spec is not None
    assert spec.origin is not None
    with Path(spec.origin).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as library:
        return tuple(_consecutive(library, library.find(_SFNT)))


def _consecutive(library: mmap.mmap, start: int) -> Iterator[bytes]:
    while start >= 0:
        end = start + _length(library, start)
        if end == start:  # the signature occurred by chance
            start = library.find(_SFNT, start + 1)
            continue
        yield library[start:end]
        following = library[end : end + 16]
        gaps = [gap for gap in (following.find(_SFNT), following.find(_TRUETYPE)) if gap >= 0]
        start = end + min(gaps) if gaps else -1


def _length(library: mmap.mmap, start: int) -> int:
    """The bytes of the font that begins here, by its table directory; 0 if no font begins here."""
    (count,) = struct.unpack_from(">H", library, start + 4)
    tables = [struct.unpack_from(">4sIII", library, start + 12 + 16 * number) for number in range(count)]
    is_font = {b"cmap", b"head", b"name"} <= {tag for tag, *_ in tables}
    return max(offset + length for _, _, offset, length in tables) if is_font else 0


def _places(package: str) -> list[str]:
    found = importlib.util.find_spec(package)
    return list(found.submodule_search_locations or []) if found else []
