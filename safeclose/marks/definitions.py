"""What is asked for on a page: where, what, and of whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Self

MAX_PAGE_POINTS = 14_400  # the largest page of a PDF (ISO 32000-1, annex C)
MIN_SIDE = 0.01  # points: rectangles are written to the hundredth
MAX_MARKS = 1000  # of one document
MAX_TEXT = 200  # characters that a signer may enter
MAX_LABEL = 100  # characters of what is asked
ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class MarkKind(StrEnum):
    SIGNATURE = "signature"
    INITIALS = "initials"
    NAME = "name"
    DATE = "date"
    TEXT = "text"
    CHECKBOX = "checkbox"


# Only the signer knows what to enter; the others follow from who signs, and when.
ENTERED = frozenset({MarkKind.TEXT, MarkKind.CHECKBOX})


@dataclass(frozen=True)
class Mark:
    """A rectangle on a page, and what one person puts there.

    id      unique in its document, see ID
    page    from 1
    x, y, width, height    points from the upper left corner of the page as readers show it (crop box, rotated), y down
    party   the key of a party of the form, "" where none is named
    signer  the id of the signer, "" before it is sent
    """

    id: str
    page: int
    x: float
    y: float
    width: float
    height: float
    kind: MarkKind
    party: str = ""
    signer: str = ""
    required: bool = True
    label: str = ""

    def written(self) -> dict[str, Any]:
        """As stored, answered and recorded: without the names that are empty."""
        whose = {name: value for name in ("party", "signer") if (value := getattr(self, name))}
        rectangle = {name: _number(getattr(self, name)) for name in ("x", "y", "width", "height")}
        return {
            "id": self.id,
            "page": self.page,
            **rectangle,
            "kind": str(self.kind),
            **whose,
            "required": self.required,
            "label": self.label,
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The reverse of `written`, for values of our own. Unknown names are ignored; `required` defaults to true."""
        return cls(
            id=written["id"],
            page=written["page"],
            x=float(written["x"]),
            y=float(written["y"]),
            width=float(written["width"]),
            height=float(written["height"]),
            kind=MarkKind(written["kind"]),
            party=written.get("party", ""),
            signer=written.get("signer", ""),
            required=written.get("required", True),
            label=written.get("label", ""),
        )


def _number(value: float) -> float | int:
    """To the hundredth; whole numbers without a fraction, since RFC 8785 and plain JSON must write the same."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


# Who put a mark: the signer, one by one; or signing as a whole, which fills what it can.
PutBy = Literal["signer", "signing"]
