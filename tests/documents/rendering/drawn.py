"""What a PDF draws: its fonts, and the shapes of their glyphs."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from documents.rendering import fonts
from documents.rendering.shaping import DOTTED_CIRCLE

Shape = tuple[Any, ...]


def families(pdf: bytes) -> set[str]:
    """Families that a PDF embeds, without the six letters that mark a subset: NotoSerifTamil."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {_name(font).partition("-")[0] for font in _fonts(opened)}


def shapes(pdf: bytes, font: str) -> set[Shape]:
    """The glyphs of one font, by its PostScript name."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {shape for one in _fonts(opened) if _name(one) == font for shape in _shapes(one)}


def has_dotted_circle(pdf: bytes) -> bool:
    """Whether any page draws U+25CC, as shaping does in the place of a letter that a mark has not."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return any(_dotted_circle(_name(font)) in _shapes(font) for font in _fonts(opened))


def _fonts(opened: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for one in opened.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" in one:
            yield one


def _name(font: pikepdf.Object) -> str:
    return str(font.BaseFont).lstrip("/").partition("+")[2].removesuffix("-Identity-H")


def _shapes(font: pikepdf.Object) -> set[Shape]:
    descriptor = font.DescendantFonts[0].FontDescriptor
    if "/FontFile3" not in descriptor:
        outlines = TTFont(BytesIO(descriptor.FontFile2.read_bytes()))
        glyphs = outlines.getGlyphSet()
        return {_shape(glyphs, name) for name in outlines.getGlyphOrder()}
    data = descriptor.FontFile3.read_bytes()
    compact = CFFFontSet()
    compact.decompile(BytesIO(data), None)
    strings = compact[0].CharStrings
    names = strings.keys()  # CharStrings can't be iterated itself
    return {_shape(strings, name) for name in names}


def _shape(glyphs: Any, name: str) -> Shape:
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return tuple(pen.value)


@cache
def _dotted_circle(postscript_name: str) -> Shape | None:
    for variant in fonts.VARIANTS:
        for face in fonts.faces(variant):
            if face.font.face.get_name(6) == postscript_name and face.font.get_nominal_glyph(ord(DOTTED_CIRCLE)):
                opened = TTFont(
                    face.path or BytesIO(face.font.face.blob.data), fontNumber=face.index if face.path else 0
                )
                return _shape(opened.getGlyphSet(), opened.getBestCmap()[ord(DOTTED_CIRCLE)])
    return None
