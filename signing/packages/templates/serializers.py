"""Shapes of templates."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid
from signing.packages.answer_values import instant
from signing.packages.fields import ChattelType, OptionalId, json_of_form
from signing.packages.templates.models import Template
from signing.packages.templates.positions import MOST, Position


class NewTemplate(serializers.Serializer[Any]):
    """The body of a creation, a form; `positions` is JSON."""

    file = serializers.FileField(allow_empty_file=True)
    name = Line(max_length=500)
    locationId = GivenId()
    chattelType = ChattelType()
    positions = serializers.CharField(required=False, allow_blank=True)


class Positions(serializers.Serializer[Any]):
    """What the field `positions` says."""

    positions = serializers.ListField(child=Position(), max_length=MOST)


class TemplateChanges(serializers.Serializer[Any]):
    """The body of a change: at least one of the two."""

    name = Line(max_length=500, required=False)
    active = Switch(required=False)

    def validate(self, attrs: Any) -> Any:
        """Neither is no change."""
        if not attrs:
            raise Invalid("Give name, active, or both.")
        return attrs


class Duplicate(serializers.Serializer[Any]):
    """The body of a duplication: at another location, under another name."""

    locationId = OptionalId()
    name = Line(max_length=500, required=False, allow_null=True)


class TemplateAnswer(serializers.Serializer[Any]):
    """A template."""

    id = serializers.CharField()
    locationId = serializers.CharField()
    name = serializers.CharField()
    active = serializers.BooleanField()
    chattelType = serializers.CharField(allow_null=True)
    fileSha256 = serializers.CharField(help_text="Of the PDF as it is presented, hashed and signed.")
    receivedSha256 = serializers.CharField(allow_null=True, help_text="Of an upload, as it came.")
    leftOut = serializers.ListField(
        child=serializers.CharField(), help_text="What an upload had and the presented PDF has not, in words."
    )
    pageCount = serializers.IntegerField()
    positions = Position(many=True)
    createdAt = Timestamp()
    updatedAt = Timestamp()
    archivedAt = Timestamp(allow_null=True)


class TemplateList(serializers.Serializer[Any]):
    """Templates, by id."""

    templates = TemplateAnswer(many=True)
    scope = serializers.ChoiceField(["managed", "global"])
    nextCursor = serializers.CharField(required=False)


def positions_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The positions that a form's field says in JSON; raises Invalid, or DRF's ValidationError."""
    text = body.get("positions")
    if not text:
        return []
    shape = Positions(data={"positions": json_of_form("positions", text)})
    shape.is_valid(raise_exception=True)
    return [dict(position) for position in shape.validated_data["positions"]]


def shown_template(template: Template) -> dict[str, Any]:
    """A row as sent to clients."""
    return {
        "id": str(template.pk),
        "locationId": str(template.location_id),
        "name": template.name,
        "active": template.active,
        "chattelType": template.chattel_type,
        "fileSha256": template.file_sha256,
        "receivedSha256": template.received_sha256,
        "leftOut": template.left_out,
        "pageCount": template.page_count,
        "positions": template.positions,
        "createdAt": clock.iso(template.created_at),
        "updatedAt": clock.iso(template.updated_at),
        "archivedAt": instant(template.archived_at),
    }
