"""What is read of bodies about marks."""

import json
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from safeclose.marks.definitions import MAX_MARKS
from signing.ceremony.marks import typed
from signing.ceremony.serializers import AdoptionShape, LetteringShape, MarksBatchShape, TypedLettersShape


def faults(shape: Any, body: Any) -> Any:
    with pytest.raises(ValidationError) as refused:
        shape.read(body)
    return refused.value.detail


def test_a_batch() -> None:
    body = {"marks": [{"markId": "t", "value": " x "}, {"markId": "c", "value": False}, {"markId": "s"}]}
    assert MarksBatchShape.read(body) == {
        "document_id": None,
        "marks": [
            {"mark_id": "t", "value": " x "},
            {"mark_id": "c", "value": False},
            {"mark_id": "s", "value": None},
        ],
    }
    assert len(MarksBatchShape.read({"marks": [{"markId": "s", "value": None}] * MAX_MARKS})["marks"]) == MAX_MARKS


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"marks": None},
        {"marks": {}},
        {"marks": []},
        {"marks": ["s"]},
        {"marks": [{"value": "x"}]},
        {"marks": [{"markId": None}]},
        {"marks": [{"markId": 5}]},
        {"marks": [{"markId": ""}]},
        {"marks": [{"markId": "x" * 65}]},
        {"marks": [{"markId": "t", "value": 5}]},
        {"marks": [{"markId": "t", "value": ["x"]}]},
        {"marks": [{"markId": "t", "value": {}}]},
        {"marks": [{"markId": "t"}] * (MAX_MARKS + 1)},
    ],
)
def test_what_is_no_batch(body: Any) -> None:
    assert set(faults(MarksBatchShape, body)) == {"marks"}


def test_how_one_signs() -> None:
    nothing = dict.fromkeys(("signature_text", "signature_strokes", "initials_text", "initials_strokes"))
    assert AdoptionShape.read({}) == nothing
    assert AdoptionShape.read(dict.fromkeys(("signatureStrokes", "initialsText"))) == nothing
    strokes = [[0, 0, 900, 900]]
    assert AdoptionShape.read({"signatureStrokes": strokes, "initialsText": " BB "}) == {
        **nothing,
        "signature_strokes": strokes,
        "initials_text": "BB",
    }


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"signatureStrokes": []}, "There is no stroke."),
        ({"signatureStrokes": "M 0 0"}, "Strokes are lists of numbers: [[x1, y1, x2, y2, …], …]."),
        ({"initialsStrokes": [[0, 0, 1, 1]]}, "That is too little for a signature: draw a longer line."),
        ({"initialsText": "x" * 21}, "Ensure this field has no more than 20 characters."),
        ({"initialsText": "a\nb"}, "Must be one line, without tabs."),
    ],
)
def test_how_one_can_not_sign(body: dict[str, Any], sentence: str) -> None:
    assert faults(AdoptionShape, body) == {next(iter(body)): [sentence]}


def test_lettering_is_asked_for_and_answered_for_both() -> None:
    assert set(faults(TypedLettersShape, {})) == {"signature", "initials"}
    drawings = {"signature": typed("Bea Buyer"), "initials": typed("BB")}
    answer = json.loads(json.dumps(LetteringShape(drawings).data))
    assert answer == {name: drawing.written() for name, drawing in drawings.items()}
