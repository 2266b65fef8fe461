"""Shapes of templates."""

from typing import Any

from rest_framework.serializers import BooleanField, CharField, FileField, IntegerField, ListField

from safeclose.http.fields import NumericId, Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid
from signing.packages.fields import ChattelType, OptionalId, json_of_form
from signing.packages.templates.models import Template
from signing.packages.templates.positions import (
    MAX_POSITIONS,
    Position,
    PositionShape,
    StoredPositions,
    completed,
)


class PositionsShape(Shape):
    """What the field `positions` of a form says in JSON."""

    positions = ListField(child=PositionShape(), max_length=MAX_POSITIONS)


class NewTemplateShape(Shape):
    """The body of a creation, a form; `positions` is JSON."""

    file = FileField(allow_empty_file=True)
    name = Line(max_length=500)
    location_id = GivenId()
    chattel_type = ChattelType(default=None)
    positions = CharField(required=False, allow_blank=True)

    def validate(self, attrs: Any) -> Any:
        """`positions` as a list, None where it is not given. Raises Invalid, or DRF's ValidationError, for others."""
        text = attrs.get("positions")
        given = PositionsShape.read({"positions": json_of_form("positions", text)})["positions"] if text else None
        return {**attrs, "positions": None if given is None else completed(given)}


class TemplateChangesShape(Shape):
    """The body of a change: at least one of the two."""

    name = Line(max_length=500, required=False)
    active = Switch(required=False)

    def validate(self, attrs: Any) -> Any:
        if not attrs:
            raise Invalid("Give name, active, or both.")
        return attrs


class NewDuplicateShape(Shape):
    """The body of a duplication: at another location, under another name."""

    location_id = OptionalId(default=None)
    name = Line(max_length=500, default=None, allow_null=True)


class TemplateShape(Shape):
    """A template."""

    id = NumericId()
    location_id = NumericId()
    name = CharField()
    active = BooleanField()
    chattel_type = CharField(allow_null=True)
    file_sha256 = CharField(help_text="Of the PDF as it is presented, hashed and signed.")
    received_sha256 = CharField(allow_null=True, help_text="Of an upload, as it came.")
    left_out = ListField(child=CharField(), help_text="What an upload had and the presented PDF has not, in words.")
    page_count = IntegerField()
    positions = StoredPositions()
    created_at = Timestamp()
    updated_at = Timestamp()
    archived_at = Timestamp(allow_null=True)

    def get_positions(self, template: Template) -> list[Position]:
        return completed(template.positions)
