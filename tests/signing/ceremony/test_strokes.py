from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safeclose.marks.drawings import Drawing
from signing.ceremony.strokes import MAX_COORDINATE, drawn, fault

LISTS = "Strokes are lists of numbers: [[x1, y1, x2, y2, …], …]."
FAULTS: list[tuple[Any, str]] = [
    ("M 0 0", LISTS),
    (None, LISTS),
    ({"0": [0, 0, 500, 500]}, LISTS),
    ([[0, 0, 500, 500], "0"], LISTS),
    ([], "There is no stroke."),
    ([[0, 0, 1, 1]] * 101, "There are 101 strokes; 100 are the most."),
    ([[0, 0] * 4001], "The strokes have 4001 points together; 4000 are the most."),
    ([[0, 0] * 2001, [0, 0] * 2000], "The strokes have 4001 points together; 4000 are the most."),
    ([[0, 0, 500, 500], []], "Stroke 2 must have two points or more, with two numbers each."),
    ([[0, 0]], "Stroke 1 must have two points or more, with two numbers each."),
    ([[0, 0, 500, 500, 1]], "Stroke 1 must have two points or more, with two numbers each."),
    *(
        ([[0, 0, 500, 500], [0, bad, 500, 500]], "Stroke 2 must have whole numbers from 0 to 10000 only.")
        for bad in (-1, 10_001, 1.0, True, "1", None, [], float("nan"))
    ),
    ([[5, 5, 5, 5]], "That is too little for a signature: draw a longer line."),
    ([[0, 0, 199, 0]], "That is too little for a signature: draw a longer line."),
]


@pytest.mark.parametrize(("strokes", "sentence"), FAULTS)
def test_strokes_with_a_fault(strokes: object, sentence: str) -> None:
    assert fault(strokes) == sentence


def test_the_most_strokes() -> None:
    strokes = [[0, 0, MAX_COORDINATE, MAX_COORDINATE] * 20] * 100
    assert fault(strokes) is None
    drawing = drawn(strokes, "Bea")
    assert Drawing.read(drawing.written()) == drawing


def test_strokes_as_a_path() -> None:
    assert fault([[10, 20, 300, 40, 300, 40], [7, 7, 7, 7]]) is None
    assert drawn([[10, 20, 300, 40, 300, 40], [7, 7, 7, 7]], "Bea") == Drawing(
        "Bea", (7, 7, 300, 40), strokes="M 10 20 L 300 40 L 300 40 M 7 7 L 7 7"
    )


def test_a_straight_line_has_a_box_that_can_be_scaled() -> None:
    assert drawn([[0, 5, 900, 5]], "Bea").box == (0, 5, 900, 6)
    assert drawn([[10_000, 0, 10_000, 900]], "Bea").box == (10_000, 0, 10_001, 900)


@given(st.lists(st.lists(st.integers(0, MAX_COORDINATE), min_size=4, max_size=20), min_size=1, max_size=8))
def test_strokes_without_a_fault_are_a_drawing(strokes: list[list[int]]) -> None:
    assume(fault(strokes) is None)
    drawing = drawn(strokes, "Bea")
    assert Drawing.read(drawing.written()) == drawing
