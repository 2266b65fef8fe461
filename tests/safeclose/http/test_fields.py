"""Values in the form in which the API reads and writes them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework import serializers

from safeclose.http.fields import NumericId, Text, Timestamp, WholeNumber, camel
from safeclose.http.shapes import ModelShape
from workspace.models import Event, Location


@pytest.mark.parametrize(
    ("field", "given", "read"),
    [
        (Text(), " x ", "x"),
        (Text(allow_blank=True), "  ", ""),
        (WholeNumber(), -5, -5),
        (WholeNumber(), 10**20, 10**20),
    ],
)
def test_a_field_reads_the_values_of_its_kind(field: Any, given: object, read: object) -> None:
    assert field.run_validation(given) == read


@pytest.mark.parametrize(
    ("field", "given"),
    [
        *[(Text(), value) for value in (5, 5.0, True, ["x"], {"x": 1}, None, "", "  ", "\x00")],
        *[(WholeNumber(), value) for value in ("5", 5.0, 5.5, True, None, [], "")],
    ],
)
def test_no_value_is_taken_for_another(field: Any, given: object) -> None:
    with pytest.raises(serializers.ValidationError):
        field.run_validation(given)


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        (NumericId(), 3001, "3001"),
        (Timestamp(), datetime(2026, 4, 27, 1, 2, 3, 4999, tzinfo=UTC), "2026-04-27T01:02:03.004Z"),
    ],
)
def test_a_field_writes_its_value(field: Any, value: object, written: str) -> None:
    assert field.to_representation(value) == written


def test_a_row_is_written_in_camel_case() -> None:
    class EventShape(ModelShape):
        class Meta:
            model = Event
            fields = ("id", "subject_type", "created_at")

    class LocationShape(ModelShape):
        class Meta:
            model = Location
            fields = ("id", "sort_order")

    event = Event(subject_type="door", created_at=datetime(2026, 4, 27, tzinfo=UTC))
    assert EventShape(event).data == {"id": event.id, "subjectType": "door", "createdAt": "2026-04-27T00:00:00.000Z"}
    assert LocationShape(Location(id=7, sort_order=2)).data == {"id": "7", "sortOrder": 2}


@pytest.mark.parametrize(
    ("name", "key"), [("page_count", "pageCount"), ("id", "id"), ("a_b_c", "aBC"), ("sha256", "sha256")]
)
def test_names_are_turned_into_camel_case(name: str, key: str) -> None:
    assert camel(name) == key
