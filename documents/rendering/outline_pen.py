"""Writes a glyph's outlines as path commands."""

from typing import Any

# ruff: noqa: N802 - the names are those of BasePen
from fontTools.pens.basePen import BasePen

Point = tuple[float, float]


class OutlinePen(BasePen):
    """Collects `("M", x, y)`, `L`, `C` and `Z` with whole numbers, y down. Quadratic curves become cubic ones."""

    def __init__(self, scale: float) -> None:
        super().__init__()
        self.commands: list[tuple[Any, ...]] = []
        self._scale = scale

    def _moveTo(self, pt: Point) -> None:
        self._add("M", pt)

    def _lineTo(self, pt: Point) -> None:
        self._add("L", pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        self._add("C", pt1, pt2, pt3)

    def _closePath(self) -> None:
        if self.commands and self.commands[-1][0] == "M":
            self.commands.pop()  # nothing was drawn
        else:
            self.commands.append(("Z",))

    def _endPath(self) -> None:
        self._closePath()

    def _add(self, command: str, *points: Point) -> None:
        written = [number for x, y in points for number in (round(x * self._scale), -round(y * self._scale))]
        if command != "M" and set(zip(written[::2], written[1::2], strict=True)) == {self.commands[-1][-2:]}:
            return  # too short to be seen
        self.commands.append((command, *written))
