"""What a PDF's structure tags say of its text: headings, paragraphs, lists and tables, page by page.

`tagged_pages` runs in a child process, since the file is untrusted (see `safeclose.child_processes.confined`): without
Django, bounded in nodes, depth and letters. Its answer is data; `structured_text` makes HTML of it.
"""

import ctypes
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from safeclose.child_processes.confined import TOO_MUCH, Outcome, UnfitError

MAX_NODES, MAX_LETTERS, MAX_DEPTH = 50_000, 5_000_000, 64
# pdfium is needed in the child alone; the process that children are forked from imports it once.
FOR_CHILDREN = ("pypdfium2", "pypdfium2.raw")
# Elements of PDF 32000-1, 14.8.4 by what they are in HTML. What is not here is transparent: its content counts.
HEADINGS = {"H": 1, "Title": 1, **{f"H{level}": level for level in range(1, 7)}}
BLOCKS = {
    "P": "p", "L": "ul", "LI": "li", "Table": "table", "THead": "thead", "TBody": "tbody", "TFoot": "tfoot",
    "TR": "tr", "TH": "th", "TD": "td", "Caption": "p", "BlockQuote": "blockquote", "Note": "p", "Code": "p",
    "TOC": "ul", "TOCI": "li",
}  # fmt: skip


def tagged_pages(pdf: bytes) -> Outcome:
    """`{"language": "en", "pages": [[node or text, …], …]}`; a node is `[tag, [node or text, …]]`.

    Nothing that can be read is left out: text that the tags do not reach follows as paragraphs at the end of its page.
    A page without tags has paragraphs alone. Raises UnfitError where there is too much.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    with pypdfium2.PdfDocument(pdf) as document:
        reader = _Reader(pdfium)
        pages = [reader.page(page) for page in document]
        length = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
        language = _wide(lambda buffer, size: pdfium.FPDFCatalog_GetLanguage(document, buffer, size), length)
        return Outcome({"language": language[:35], "pages": pages})


class _Reader:
    """One document. What it has read so far is counted, and refused when it is too much."""

    def __init__(self, pdfium: Any) -> None:
        self.pdfium = pdfium
        self.nodes = self.letters = 0

    def page(self, page: Any) -> list[Any]:
        pdfium = self.pdfium
        texts, order = self._texts(page)
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        found: list[Any] = []
        if tree:
            try:
                for index in range(max(0, pdfium.FPDF_StructTree_CountChildren(tree))):
                    found += self._element(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), texts, 0)
            finally:
                pdfium.FPDF_StructTree_Close(tree)
        found = [["p", [part]] if isinstance(part, str) else part for part in _clean(found)]
        for key in order:
            if words := _words(texts.pop(key, "")):
                self._count()
                found.append(["p", [words]])
        return found

    def _texts(self, page: Any) -> tuple[dict[Any, str], list[Any]]:
        """The page's text by marked content: by its number, or by the run of letters that have none."""
        pdfium = self.pdfium
        letters = page.get_textpage()
        texts: dict[Any, str] = {}
        count = max(0, pdfium.FPDFText_CountChars(letters))
        self._read(count)
        key: Any = None
        run = 0
        for index in range(count):
            # What pdfium puts between words and lines belongs to the text before it.
            if not pdfium.FPDFText_IsGenerated(letters, index):
                owner = pdfium.FPDFText_GetTextObject(letters, index)
                number = pdfium.FPDFPageObj_GetMarkedContentID(owner) if owner else -1
                if number >= 0:
                    key = number
                elif not isinstance(key, tuple):
                    run += 1
                    key = ("untagged", run)
            code = pdfium.FPDFText_GetUnicode(letters, index)
            texts[key] = texts.get(key, "") + (chr(code) if 0 < code < 0x110000 else "")
        return texts, list(texts)

    def _element(self, element: Any, texts: dict[Any, str], depth: int) -> list[Any]:
        """What an element is made of, as nodes and texts."""
        pdfium = self.pdfium
        self._count()
        if not element or depth > MAX_DEPTH:
            return []
        inside: list[Any] = []
        for index in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                inside += self._element(child, texts, depth + 1)
                continue
            number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            self._count()
            if number in texts:
                inside.append(texts.pop(number))
        return self._node(self._string(pdfium.FPDF_StructElement_GetType, element), element, inside)

    def _node(self, kind: str, element: Any, inside: list[Any]) -> list[Any]:
        if kind == "Lbl" and not any(letter.isalnum() for letter in _plain(inside)):
            return []  # the bullet of a list, which HTML has itself
        if kind in ("Figure", "Formula") and not _plain(inside).strip():
            alternative = self._string(self.pdfium.FPDF_StructElement_GetAltText, element)
            self._read(len(alternative))
            return [["p", [alternative]]] if alternative.strip() else []
        if kind in HEADINGS:
            return [[f"h{HEADINGS[kind]}", _clean(inside)]]
        return [[BLOCKS[kind], _clean(inside)]] if kind in BLOCKS else inside

    def _string(self, get: Callable[..., int], element: Any) -> str:
        return _wide(lambda buffer, size: get(element, buffer, size), get(element, None, 0))

    def _read(self, letters: int) -> None:
        self.letters += letters
        if self.letters > MAX_LETTERS:
            raise UnfitError(TOO_MUCH)

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise UnfitError(TOO_MUCH)


def _wide(get: Callable[[Any, int], int], length: int) -> str:
    """A text that pdfium writes as UTF-16, of `length` bytes with its end."""
    if not 2 < length < 65_536:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    get(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _words(text: str) -> str:
    """A text with its lines: a space before the end of one says that the words go on."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\ufffe", "")
    lines = [line for line in re.sub(r"[ \t]+\r?\n", " ", whole).splitlines() if line.strip()]
    return "\n".join(" ".join(line.split()) for line in lines)


def _plain(parts: list[Any]) -> str:
    return "".join(part if isinstance(part, str) else _plain(part[1]) for part in parts)


def _clean(parts: list[Any]) -> list[Any]:
    """With one text in place of several in a row, and none that is empty."""
    found: list[Any] = []
    for is_text, some in groupby(parts, key=lambda part: isinstance(part, str)):
        if not is_text:
            found += some
        elif words := _words("".join(some)):
            found.append(words)
    return found
