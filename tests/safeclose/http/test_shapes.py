"""Shapes: one declaration reads bodies, answers rows, and answers lists."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row
from typing import Any

import pytest
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.serializers import CharField, ChoiceField, IntegerField, ListField

from safeclose.http.fields import Constant, NumericId, Text, Timestamp, WholeNumber
from safeclose.http.shapes import Shape, keys_of
from safeclose.refusals import Code, Invalid

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


class PartShape(Shape):
    part_name = CharField()
    upper = CharField()

    def get_upper(self, row: Any) -> str:
        return str(row.part_name).upper() + self.context.get("suffix", "")


class WholeShape(Shape):
    state = Constant("here")
    row_id = NumericId()
    made_at = Timestamp(allow_null=True)
    owner_name = CharField(source="owner.full_name")
    part = PartShape(allow_null=True)
    all_parts = PartShape(many=True)
    times = ListField(child=Timestamp())
    next_cursor = CharField(required=False)


def row(**others: Any) -> Row:
    part = Row(part_name="p")
    return Row(
        row_id=7, made_at=AT, owner=Row(full_name="Ann"), part=part, all_parts=[part, part], times=[AT], **others
    )


ANSWER = {
    "state": "here",
    "rowId": "7",
    "madeAt": "2026-01-02T03:04:05.678Z",
    "ownerName": "Ann",
    "part": {"partName": "p", "upper": "P"},
    "allParts": [{"partName": "p", "upper": "P"}] * 2,
    "times": ["2026-01-02T03:04:05.678Z"],
}


def test_a_row_is_answered_in_camel_case() -> None:
    assert WholeShape(row()).data == ANSWER
    assert list(WholeShape(row()).data) == list(ANSWER)


def test_a_list_is_answered_by_the_same_declaration() -> None:
    assert WholeShape([row(), row()], many=True).data == [ANSWER, ANSWER]


def test_a_mapping_is_answered_like_a_row() -> None:
    assert WholeShape({**vars(row()), "owner": {"full_name": "Ann"}}).data == ANSWER


class SignatureShape(Shape):
    certificate_sha256 = CharField(source="certificateSha256")


def test_a_mapping_may_have_the_keys_of_the_answer() -> None:
    signature = {"certificateSha256": "ab"}
    assert SignatureShape(signature).data == signature


def test_null_stays_null_and_an_optional_key_without_a_value_is_left_out() -> None:
    one = row(next_cursor=None)
    one.made_at = one.part = None
    assert WholeShape(one).data == {**ANSWER, "madeAt": None, "part": None}
    assert WholeShape(row(next_cursor="c")).data["nextCursor"] == "c"


def test_a_missing_value_of_a_required_key_is_a_fault() -> None:
    one = row()
    del one.row_id
    with pytest.raises(AttributeError):
        _ = WholeShape(one).data


def test_the_context_reaches_nested_shapes() -> None:
    answer = WholeShape([row()], many=True, context={"suffix": "!"}).data[0]
    assert (answer["part"]["upper"], answer["allParts"][1]["upper"]) == ("P!", "P!")
    assert WholeShape(row()).data["part"]["upper"] == "P"


class BodyShape(Shape):
    form_key = Text(max_length=5)
    page_count = WholeNumber(default=None, allow_null=True)


def test_a_body_is_read_into_names_inside() -> None:
    assert BodyShape.read({"formKey": " a ", "pageCount": 3, "more": 1}) == {"form_key": "a", "page_count": 3}
    assert BodyShape.read({"formKey": "a"}) == {"form_key": "a", "page_count": None}


def test_a_refusal_names_the_key_that_the_caller_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        BodyShape.read({"formKey": "abcdef", "pageCount": "3"})
    assert set(refused.value.detail) == {"formKey", "pageCount"}
    with pytest.raises(ParseError):
        BodyShape.read(["formKey"])


class QueryShape(Shape):
    form_key = Text()
    kind = ChoiceField(["a", "b"], required=False)


def test_query_parameters_are_read_into_names_inside() -> None:
    assert QueryShape.read_query({"formKey": "x", "cursor": "c"}) == {"form_key": "x"}
    assert keys_of(QueryShape) == ("formKey", "kind")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "formKey must be given."),
        ({"formKey": " "}, "formKey must be given."),
        ({"formKey": "x", "kind": "c"}, "kind must be one of a, b."),
    ],
)
def test_a_bad_query_parameter_is_named(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        QueryShape.read_query(given)
    assert (refused.value.sentence, refused.value.reason) == (sentence, Code.INVALID_PARAMETER)


def test_names_of_drf_that_are_also_fields_are_read_from_the_row() -> None:
    class ValueShape(Shape):
        value = IntegerField()
        initial = IntegerField()

    assert ValueShape(Row(value=1, initial=2)).data == {"value": 1, "initial": 2}
