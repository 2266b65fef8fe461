"""Signatures drawn by hand: strokes of a pen, as lists of points."""

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from safeclose.marks.drawings import Drawing

MAX_COORDINATE = 10_000
MAX_STROKES, MAX_POINTS = 100, 4000
MIN_INK = 200  # units of length of all strokes together: a dot is no signature

Strokes = Sequence[Sequence[int]]  # of each stroke x1, y1, x2, y2, …; y goes down


def fault(strokes: object) -> str | None:
    """A sentence about what is wrong with strokes from outside; None where `drawn` takes them."""
    if not isinstance(strokes, list) or not all(isinstance(stroke, list) for stroke in strokes):
        return "Strokes are lists of numbers: [[x1, y1, x2, y2, …], …]."
    if not strokes:
        return "There is no stroke."
    if len(strokes) > MAX_STROKES:
        return f"There are {len(strokes)} strokes; {MAX_STROKES} are the most."
    if (points := sum(map(len, strokes)) // 2) > MAX_POINTS:
        return f"The strokes have {points} points together; {MAX_POINTS} are the most."
    for number, stroke in enumerate(strokes, start=1):
        if len(stroke) < 4 or len(stroke) % 2:
            return f"Stroke {number} must have two points or more, with two numbers each."
        if not all(type(value) is int and 0 <= value <= MAX_COORDINATE for value in stroke):
            return f"Stroke {number} must have whole numbers from 0 to {MAX_COORDINATE} only."
    return None if _ink(strokes) >= MIN_INK else "That is too little for a signature: draw a longer line."


def drawn(strokes: Strokes, text: str) -> Drawing:
    """The strokes as a drawing that says `text`; for strokes without a fault. Its box is what they cover."""
    across = [x for stroke in strokes for x in stroke[::2]]
    down = [y for stroke in strokes for y in stroke[1::2]]
    left, top = min(across), min(down)
    box = (left, top, max(left + 1, *across), max(top + 1, *down))
    return Drawing(text, box, strokes=" ".join(map(_path, strokes)))


def _path(stroke: Sequence[int]) -> str:
    first, *others = (f"{x} {y}" for x, y in _points(stroke))
    return " ".join([f"M {first}", *(f"L {point}" for point in others)])


def _ink(strokes: Strokes) -> float:
    lines = (pairwise(points) for points in map(_points, strokes))
    return sum(dist(start, end) for line in lines for start, end in line)


def _points(stroke: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(stroke[::2], stroke[1::2], strict=True))
