"""The words of a form, without setting its pages: a quarter of the work of a PDF."""

import json
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from unittest import mock

import typst

from documents.packs import Pack
from documents.packs.toolkit import pack
from documents.rendering.fonts import fonts
from documents.rendering.typesetting import inputs
from tests.documents.packs.conftest import AT
from tests.documents.packs.reading_pdf import squeezed
from tests.environment import VAR

# Typst writes no HTML of what depends on the size of a page, nor of grids that only arrange.
WHOLE = re.compile(r"^#let whole\(body\) = layout\(.*?^\)\)$", re.MULTILINE | re.DOTALL)
FLAT = 'show grid: it => it.children.map(one => if one.has("body") { one.body } else { one }).join(linebreak())'


def words(form: Pack, canonical: dict[str, Any]) -> str:
    """All that the document says, without blanks, and without its footer, where the hash of the data is."""
    return _words(form, json.dumps(canonical))


@cache
def _words(form: Pack, canonical: str) -> str:
    with mock.patch.object(pack, "typeset", _html):
        page = form.render(json.loads(canonical), title="Title", at=AT)
    return squeezed(unescape(re.sub("<style.*?</style>|<[^>]*>", "", str(page))))


def _html(template: Path, data: Mapping[str, Any], *, at: datetime) -> str:
    made = _compiler(template).compile(format="html", sys_inputs=inputs(data), timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made.decode()


@cache
def _compiler(template: Path) -> typst.Compiler:
    copies = _copies(template.parent)
    return typst.Compiler(copies / template.name, root=copies, font_paths=fonts(), ignore_system_fonts=True)


@cache
def _copies(folder: Path) -> Path:
    """The templates, with arrangements that HTML has not taken away."""
    copies = VAR / "words"
    shutil.copytree(folder, copies, ignore=lambda _, names: [name for name in names if not name.endswith(".typ")])
    layout = copies / "form_layout.typ"
    source, found = WHOLE.subn("#let whole(body) = body", layout.read_text(encoding="utf-8"))
    assert found == 1
    layout.write_text(source.replace("  body\n}\n", f"  {FLAT}\n  body\n}}\n", 1), encoding="utf-8")
    return copies
