"""What is drawn in a mark: outlines of letters, or strokes of a pen.

A path is text in the syntax of SVG, with these commands alone, absolute integers and single spaces:

    M x y    L x y    C x1 y1 x2 y2 x y    Z

y goes down. Outlines are filled (nonzero winding rule); strokes have only M and L, and are drawn with a round pen.
"""

import re
from dataclasses import dataclass
from typing import Any

MAX_PATH = 60_000  # characters
MAX_COORDINATE = 1_000_000
_NUMBER = r" -?(?:0|[1-9][0-9]{0,6})"
OUTLINES = re.compile(rf"(?:M(?:{_NUMBER}){{2}}(?: L(?:{_NUMBER}){{2}}| C(?:{_NUMBER}){{6}})* Z(?: |$))*(?<! )")
STROKES = re.compile(rf"(?:M(?:{_NUMBER}){{2}}(?: L(?:{_NUMBER}){{2}})+(?: |$))*(?<! )")


@dataclass(frozen=True)
class Drawing:
    """A picture without place and size. One of `outlines` and `strokes` is empty.

    text    what it says, for text extraction and screen readers
    box     left, top, right, bottom: what is fitted into the rectangle of a mark. Of letters a line of text, 1000 units
            to the em, its baseline at y = 0; of strokes what they cover
    """

    text: str
    box: tuple[int, int, int, int]
    outlines: str = ""
    strokes: str = ""

    def written(self) -> dict[str, Any]:
        """As recorded and answered: {"text", "box", "outlines" | "strokes"}."""
        path = {"strokes": self.strokes} if self.strokes else {"outlines": self.outlines}
        return {"text": self.text, "box": list(self.box), **path}
