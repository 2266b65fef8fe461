"""A PDF's text as HTML, with the structure that its tags say."""

from html import escape
from typing import Any

from documents.rendering import page_images
from documents.rendering.structure_tree import tagged_pages
from safeclose.child_processes.confined import UnfitError, confined
from safeclose.places import Places

PLACES = Places(2, wait_seconds=10, sentence="Too many documents are being read now; try again.", retry_seconds=2)
TEXT_ALONE = ("p", "h1", "h2", "h3", "h4", "h5", "h6")  # elements that have no others in them
# What may be in what; anything else gets the first of these around it.
INSIDE = {"ul": ("li",), "table": ("tr", "thead", "tbody", "tfoot"), "tr": ("td", "th")}
INSIDE |= dict.fromkeys(("thead", "tbody", "tfoot"), ("tr",))
ELEMENTS = frozenset({*TEXT_ALONE, *INSIDE, "li", "td", "th", "blockquote"})
PAGE_HEADING_LEVEL = 2  # the document's own headings come below
LANGUAGES = ("en", "fr")


def structured_text(pdf: bytes, title: str) -> str:
    """An HTML document: a section for each page, with headings, paragraphs, lists and tables.

    The PDF may be hostile: its tags are read in a process of their own, the elements are these few without attributes,
    and every text is escaped. Where the tags can't be read, each page is one paragraph. Must be called with no
    transaction open; raises Unavailable where too many are being read.
    """
    with PLACES.one():
        language, pages = _read(pdf)
    sections = (_section(number, parts) for number, parts in enumerate(pages, 1))
    heading = escape(title)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{heading}</title></head>\n'
        f"<body>\n<h1>{heading}</h1>\n{''.join(sections)}</body>\n</html>\n"
    )


def _read(pdf: bytes) -> tuple[str, list[list[Any]]]:
    try:
        found = confined(tagged_pages, pdf).data
    except UnfitError:
        return "", [[["p", [text]]] for text in page_images.text(pdf).split("\f")]
    language = str(found["language"])[:2].lower()
    return language if language in LANGUAGES else "", found["pages"]


def _section(number: int, parts: list[Any]) -> str:
    heading = f"<h{PAGE_HEADING_LEVEL}>Page {number}</h{PAGE_HEADING_LEVEL}>"
    return f"<section>\n{heading}\n{''.join(_html(part) for part in parts)}</section>\n"


def _html(part: Any) -> str:
    if isinstance(part, str):
        return escape(part)
    tag, parts = part
    if tag not in ELEMENTS:
        return "".join(map(_html, parts))
    if tag in TEXT_ALONE and any(not isinstance(one, str) for one in parts):
        return "".join(_html(one) if not isinstance(one, str) else _html([tag, [one]]) for one in parts)
    inside = "".join(_html(_fitting(tag, one)) for one in parts)
    name = f"h{min(int(tag[1]) + PAGE_HEADING_LEVEL, 6)}" if tag[0] == "h" else tag
    return f"<{name}>{inside}</{name}>\n" if inside.strip() else ""


def _fitting(tag: str, part: Any) -> Any:
    """The part, in an element that may be in `tag`."""
    fitting = INSIDE.get(tag, ())
    if not fitting or (not isinstance(part, str) and part[0] in fitting):
        return part
    if isinstance(part, str) or part[0] not in ("td", "th") or tag == "tr":
        return [fitting[0], [part]]
    return ["tr", [part]]
