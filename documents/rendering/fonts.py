"""The fonts of all documents, the same on every machine."""

import importlib.util
from functools import cache
from pathlib import Path

import typst

# In this order a character is looked for. The first is inside Typst; the others come with CARRIERS.
FAMILIES = ("Libertinus Serif", "Noto Sans SC", "NanumGothic")
# Packages that carry fonts and are never imported: their code draws charts and wants libraries that aren't here.
CARRIERS = ("zhplot", "koreanize_matplotlib")


def folders() -> list[Path]:
    """Where the fonts for Chinese, Japanese and Korean lie; without those an operator has left out."""
    found = (Path(place, "fonts") for name in CARRIERS for place in _places(name))
    return [folder for folder in found if folder.is_dir()]


@cache
def fonts() -> typst.Fonts:
    """Every font a document may use: none of the machine's. A font's glyphs are read when one is needed."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders()))


@cache
def families() -> list[str]:
    """The fonts for text that are there, in the order in which a character is looked for."""
    there = set(fonts().families())
    return [family for family in FAMILIES if family in there]


def _places(package: str) -> list[str]:
    found = importlib.util.find_spec(package)
    return list(found.submodule_search_locations or []) if found else []
