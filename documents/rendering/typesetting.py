"""Makes a tagged PDF of structured data with Typst."""

import json
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import typst

from documents.rendering.fonts import fonts, ordered
from documents.rendering.shaping import shaped
from safeclose.marks.definitions import Mark

# Typst's message for a text that PDF/UA-1 forbids: no font has it, or it is no character.
_REFUSED = re.compile(r'the text (?:contains the disallowed codepoint )?`"(.+?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(ValueError):
    """No font has a glyph for this text."""

    def __init__(self, text: str) -> None:
        super().__init__(f"No font can print {text!r}.")
        self.text = text


@dataclass(frozen=True)
class Typeset:
    """A PDF, and the places on its pages where somebody is asked to put something."""

    pdf: bytes
    page_count: int
    marks: tuple[Mark, ...] = ()


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime) -> Typeset:
    """Typeset `data` with the Typst file `template`; the same arguments give the same bytes.

    The template reads the data with `json(bytes(sys.inputs.data))`, so no value is ever Typst source, and the
    fonts for its text with `json(bytes(sys.inputs.fonts))`: with `fallback: false` it then prints each value in the
    fonts that documents.rendering.glyph_coverage found for it, and no others.
    `at` becomes the PDF's creation date. A template can read no file outside its own folder. The PDF conforms to
    PDF/UA-1 (ISO 14289-1), for screen readers. Marks are the template's `metadata` with the label `<mark>`, as
    safeclose.marks.definitions.Mark is written. Thread-safe; calls for one template run one after the other.

    Raises Unprintable when a character has no glyph, and typst.TypstError when the template can't be compiled
    with this data. What Typst warns of becomes a Python warning (typst.TypstWarning).
    """
    compiler, lock = _compiler(template)
    with lock:
        pdf, remarks = _compiled(compiler, inputs(data), at)
        marks = json.loads(compiler.query("<mark>", field="value"))  # with the same inputs, from the compiler's caches
    for remark in remarks:
        warnings.warn(remark, stacklevel=2)
    with pikepdf.open(BytesIO(pdf)) as opened:
        return Typeset(pdf, len(opened.pages), tuple(Mark.read(Mark.read(each).written()) for each in marks))


def inputs(data: Mapping[str, Any]) -> dict[str, str]:
    """The template's inputs: its data and the fonts for them, both as JSON."""
    used = {family for text in _texts(data) for family in shaped(text).families}
    return {"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(ordered(used))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _compiled(compiler: typst.Compiler, given: dict[str, str], at: datetime) -> tuple[bytes, list[typst.TypstWarning]]:
    try:
        pdf, remarks = compiler.compile_with_warnings(
            format="pdf", sys_inputs=given, timestamp=int(at.timestamp()), pdf_standards="ua-1"
        )
    except typst.TypstError as error:
        if unprintable := _REFUSED.search(error.message):
            raise Unprintable(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), unprintable[1])) from error
        raise
    assert isinstance(pdf, bytes)
    return pdf, remarks


@cache
def _compiler(template: Path) -> tuple[typst.Compiler, threading.Lock]:
    # Kept in memory, because a new compiler starts without caches and takes ten times as long.
    return typst.Compiler(
        template, root=template.parent, font_paths=fonts(), ignore_system_fonts=True
    ), threading.Lock()
