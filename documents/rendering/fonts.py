"""The fonts of documents: inside Typst, in the folders of FONT_PATHS, and in Python packages."""

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
# What characters are looked for in after TEXT, where it is installed. Fonts for one script stand before fonts that
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
# Inside Typst. They are on every machine, and hold what templates print beside letters.
LAST = ("New Computer Modern", "New Computer Modern Math", "DejaVu Sans Mono")
# Of a folder's fonts these come after all others: they have letters of many scripts, made for formulas or screens.
_NOT_FOR_TEXT = ("Math", "Symbols", "Music", "Mono", "Display", "Slanted")
# Packages that carry fonts and are never imported: their code draws charts and wants libraries that aren't here.
CARRIERS = ("zhplot", "koreanize_matplotlib")

_SFNT = b"OTTO\0"
_TRUETYPE = b"\0\1\0\0\0"


class Variant(NamedTuple):
    """The style and weight that a template asks for."""

    style: str
    weight: int


# What templates set values in. A style that isn't here may lack a character that the check found; so only text that
# `shaping.is_in_text_font` knows is set in italics.
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
    """The folders of FONT_PATHS, then those in the packages; without those that are not there."""
    carried = (Path(place, "fonts") for name in CARRIERS for place in _places(name))
    return [folder for folder in (*map(Path, settings.FONT_PATHS), *carried) if folder.is_dir()]


@cache
def fonts() -> typst.Fonts:
    """Every font a document may use. A font's glyphs are read when one is needed."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders()))


@cache
def families() -> tuple[str, ...]:
    """The installed families, in the order in which a character is looked for."""
    there = set(fonts().families())
    known = (*ONE_SCRIPT, *CJK, *LATIN)
    others = sorted(there - {TEXT, *known, *LAST})
    for_text = [family for family in others if not _is_not_for_text(family)]
    not_for_text = [family for family in others if _is_not_for_text(family)]
    order = (TEXT, *known, *for_text, *LAST, *not_for_text)
    return tuple(family for family in order if family in there)


def ordered(used: Iterable[str]) -> list[str]:
    """The families that a template is given: those that its data uses, and those of every machine."""
    wanted = {TEXT, *LAST, *used}
    return [family for family in families() if family in wanted]


@cache
def faces(variant: Variant) -> tuple[Face, ...]:
    """For each family, in their order, the face that Typst chooses for this style and weight."""
    by_family: dict[str, list[Face]] = {}
    for face in _faces():
        by_family.setdefault(face.family, []).append(face)
    # A family inside Typst of which no face was found can't be asked, so nothing is said to be printable by it.
    return tuple(
        min(by_family[family], key=lambda face: _distance(face, variant))
        for family in families()
        if family in by_family
    )


def is_for_formulas(family: str) -> bool:
    """Such a font has letters of many scripts, and joins none of them."""
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
    """The fonts that are compiled into Typst, which it does not hand out: one after the other in its library.

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
        if end == start:  # the same letters by chance
            start = library.find(_SFNT, start + 1)
            continue
        yield library[start:end]
        following = library[end : end + 16]
        gaps = [gap for gap in (following.find(_SFNT), following.find(_TRUETYPE)) if gap >= 0]
        start = end + min(gaps) if gaps else -1


def _length(library: mmap.mmap, start: int) -> int:
    """The length of the font that begins here, by its table directory; 0 where none does."""
    (count,) = struct.unpack_from(">H", library, start + 4)
    tables = [struct.unpack_from(">4sIII", library, start + 12 + 16 * number) for number in range(count)]
    is_font = {b"cmap", b"head", b"name"} <= {tag for tag, *_ in tables}
    return max(offset + length for _, _, offset, length in tables) if is_font else 0


def _places(package: str) -> list[str]:
    found = importlib.util.find_spec(package)
    return list(found.submodule_search_locations or []) if found else []
