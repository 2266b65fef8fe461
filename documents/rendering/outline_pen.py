"""Writes a glyph's outlines as path commands."""

from typing import NamedTuple

# ruff: noqa: N802 - the names are those of BasePen
from fontTools.pens.basePen import BasePen

Point = tuple[float, float]


class Command(NamedTuple):
    """`M`, `L`, `C` or `Z`, with its points."""

    letter: str
    points: tuple[tuple[int, int], ...]


class OutlinePen(BasePen):
    """Collects the commands of a glyph that is drawn at the height `y`, with whole numbers, y down."""

    def __init__(self, scale: float, y: int) -> None:
        super().__init__()
        self.commands: list[Command] = []
        self._scale, self._y = scale, y

    def _moveTo(self, pt: Point) -> None:
        self.commands.append(Command("M", self._written(pt)))

    def _lineTo(self, pt: Point) -> None:
        self._add("L", pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        self._add("C", pt1, pt2, pt3)

    def _closePath(self) -> None:
        if self.commands[-1].letter == "M":
            self.commands.pop()  # nothing was drawn
        else:
            self.commands.append(Command("Z", ()))

    def _endPath(self) -> None:
        self._closePath()

    def _add(self, letter: str, *points: Point) -> None:
        written = self._written(*points)
        if set(written) != {self.commands[-1].points[-1]}:  # else it is too short to be seen
            self.commands.append(Command(letter, written))

    def _written(self, *points: Point) -> tuple[tuple[int, int], ...]:
        return tuple((round(x * self._scale), self._y - round(y * self._scale)) for x, y in points)
