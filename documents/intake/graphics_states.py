"""Removes restores of a graphics state that was never saved, because readers treat them differently."""

import re

from pikepdf import Array, Object, Pdf, Stream

from documents.intake.page_content import Instruction, drawings, instructions, written

_DELIMITER = rb"\s\x00()<>\[\]{}/%"
_SAVE_OR_RESTORE = re.compile(rb"[qQ](?![^" + _DELIMITER + rb"])")
_BEFORE = b" \n\r\t\f\x00()<>[]{}%"  # no "/": that is a name
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_IMAGE = re.compile(rb"\bID\s")


def settle_saved_states(pdf: Pdf) -> None:
    """Remove every `Q` that has no `q`. pdfium and Acrobat ignore it; poppler takes away the state of the page."""
    for drawing in drawings(pdf):
        if not _may_restore_too_much(_content(drawing.holder)):
            continue
        content = instructions(drawing.holder)
        kept = _without_superfluous(content)
        if len(kept) == len(content):
            continue
        if drawing.kind == "page":
            drawing.holder.Contents = pdf.make_stream(written(kept))  # the old one may be another page's, too
        else:
            drawing.holder.write(written(kept))


def _content(holder: Object) -> bytes:
    if isinstance(holder, Stream):
        return holder.read_bytes()
    contents = holder.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts if isinstance(part, Stream))


def _may_restore_too_much(content: bytes) -> bool:
    """A quick check without parsing, which takes ten times as long. May be true for correct content."""
    if _SAVE_OR_RESTORE.search(content) is None:
        return False
    if _IMAGE.search(content):
        return True
    saved, content = 0, _STRING.sub(b" ", _STRING.sub(b" ", content))  # twice, for brackets within brackets
    for found in _SAVE_OR_RESTORE.finditer(content):
        start = found.start()
        if start and content[start - 1] not in _BEFORE:
            continue
        saved += 1 if content[start] == ord("q") else -1
        if saved < 0:
            return True
    return False


def _without_superfluous(content: list[Instruction]) -> list[Instruction]:
    kept, saved = [], 0
    for each in content:
        match str(each.operator):
            case "q":
                saved += 1
            case "Q" if saved:
                saved -= 1
            case "Q":
                continue
        kept.append(each)
    return kept
