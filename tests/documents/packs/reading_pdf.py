"""What a reader of a PDF sees, by poppler."""

import re
from xml.etree import ElementTree

from tests import programs

ABOVE_THE_FOOTER = ("-x", "0", "-y", "0", "-W", "612", "-H", "722")


def poppler(*command: str, pdf: bytes) -> str:
    """What one of poppler's programs says about a PDF, given to it as `-`."""
    return str(programs.run(*command, input=pdf).stdout.decode())


def text(pdf: bytes, *, footer: bool = False) -> str:
    """The words, page after page."""
    return poppler("pdftotext", *(() if footer else ABOVE_THE_FOOTER), "-", "-", pdf=pdf)


def squeezed(value: str) -> str:
    """Without blanks: where lines end is the page's business."""
    return re.sub(r"\s", "", value)


def words(pdf: bytes) -> list[tuple[float, ...]]:
    """The boxes of all words, in points from the top left: left, top, right, bottom."""
    page = ElementTree.fromstring(poppler("pdftotext", "-bbox", "-", "-", pdf=pdf))
    boxes = page.iter("{http://www.w3.org/1999/xhtml}word")
    return [tuple(float(box.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")) for box in boxes]
