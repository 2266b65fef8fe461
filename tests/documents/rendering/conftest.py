from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from documents.rendering import fonts, shaping, typesetting
from safeclose.settings import NOTO_FOLDERS
from tests import programs

CACHES = (
    fonts.fonts,
    fonts.families,
    fonts.faces,
    shaping._in_text_font,
    shaping._shaped,
    shaping._with_circle,
    typesetting._compiler,
)


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def font_folders() -> Iterator[Callable[..., None]]:
    """`font_folders(folder, …)`: as if the machine had these folders of fonts, and no others."""
    with override_settings():

        def install(*folders: Path | str) -> None:
            from django.conf import settings

            settings.FONT_PATHS = [str(folder) for folder in folders]
            forget()

        yield install
    forget()


@pytest.fixture
def noto(font_folders: Callable[..., None]) -> None:
    """Debian's fonts-noto-core and fonts-noto-cjk."""
    programs.need(programs.NOTO_CORE, programs.NOTO_CJK)
    font_folders(*NOTO_FOLDERS)


@pytest.fixture
def no_noto(font_folders: Callable[..., None]) -> None:
    """A machine without Debian's fonts."""
    font_folders()


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A template that sets data.names upright and bold, in columns wide enough."""
    file = tmp_path / "names.typ"
    file.write_text(NAMES, encoding="utf-8")
    return file


NAMES: Any = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Names")
#set page(width: 60cm, height: auto)
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false, lang: "en")
#for name in data.names { par(name + h(2em) + strong(name)) }
"""
