"""What the appearance streams of fields draw (ISO 32000-1, 12.5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Array, Name, Object

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawing:
    """What one appearance draws.

    lines      the text, with the box of each line
    readable   it is known which character each letter is, and letters are seen where there are any
    visible    something is there, be it only a frame
    clipped    some of the text lies outside of the appearance's own box, and so is not seen
    bars       rectangles that are filled and do not fill all of it, as behind the chosen entry of a list
    dots       the rendering
    """

    lines: tuple[tuple[str, Box], ...] = ()
    readable: bool = True
    visible: bool = False
    clipped: bool = False
    bars: tuple[Box, ...] = ()
    dots: bytes = b""

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)


BLANK = Drawing()


def drawings(appearances: Sequence[Object]) -> dict[tuple[int, int], Drawing]:
    """What each appearance, a stream, draws; by its object number. They must have a box."""
    distinct = {each.objgen: each for each in appearances}
    drawn = {key: each for key, each in distinct.items() if each.read_bytes().strip()}
    if not drawn:
        return dict.fromkeys(distinct, BLANK)
    from documents.forms.fillable_pdf.appearances_by_pdfium import (
        read,  # only the child that takes a form apart needs pdfium
    )

    return {**dict.fromkeys(distinct, BLANK), **dict(zip(drawn, read(list(drawn.values())), strict=True))}


def box_of(appearance: Object) -> Box | None:
    """The appearance's own box, or none where it has no area."""
    given = appearance.get(Name.BBox)
    edges = [float(edge) for edge in given] if isinstance(given, Array) else []
    if len(edges) != 4:
        return None
    left, right = sorted(edges[0::2])
    bottom, top = sorted(edges[1::2])
    return (left, bottom, right, top) if right > left and top > bottom else None
