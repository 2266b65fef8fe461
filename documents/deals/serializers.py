"""Shapes of deals."""

from typing import Any

from rest_framework import serializers

from documents.deals.models import Deal, StageChange
from documents.paper.models import Document
from safeclose.http.fields import ModelSerializer, Text
from safeclose.http.text_fields import Day, Line

YEARS = range(1900, 2200)


class ClosingDate(Day):
    """A day of a year that the dates of agreements can have, too."""

    default_error_messages = {"invalid_year": f"The year must be from {YEARS[0]} to {YEARS[-1]}."}

    def to_internal_value(self, data: Any) -> Any:
        day = super().to_internal_value(data)
        if day.year not in YEARS:
            self.fail("invalid_year")
        return day


class NewDeal(serializers.Serializer[Any]):
    """The body of a creation."""

    title = Line(max_length=200)
    type = serializers.ChoiceField(Deal.Type.choices)
    closingDate = ClosingDate(source="closing_date", required=False, allow_null=True, default=None)
    propertyAddress = Text(source="property_address", max_length=500, required=False, allow_null=True, default=None)


class DealChanges(serializers.Serializer[Any]):
    """The body of a change."""

    title = Line(max_length=200, required=False)
    type = serializers.ChoiceField(Deal.Type.choices, required=False)
    stage = serializers.ChoiceField(Deal.Stage.choices, required=False, help_text="A later one, or `lost`.")
    closingDate = ClosingDate(source="closing_date", required=False, allow_null=True)
    propertyAddress = Text(source="property_address", max_length=500, required=False, allow_null=True)


class DealDocument(ModelSerializer):
    """A document, as small as a deal shows it."""

    class Meta:
        model = Document
        fields = ("id", "title", "form_key", "status", "signed_at")
        read_only_fields = fields


class DealAnswer(ModelSerializer):
    """A deal."""

    documents = DealDocument(many=True)

    class Meta:
        model = Deal
        fields: tuple[str, ...] = (
            "id", "title", "type", "stage", "closing_date", "property_address", "documents", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class Mover(serializers.Serializer[Any]):
    """Who moved a deal."""

    kind = serializers.CharField(source="by_kind", help_text="user or system")
    id = serializers.CharField(source="by_id")


class Move(ModelSerializer):
    """One move of a deal to a later stage."""

    by = Mover(source="*")
    event_id = serializers.CharField(allow_null=True, help_text="The DOCUMENT_SIGNED that it followed, if it did.")

    class Meta:
        model = StageChange
        fields = ("from_stage", "to_stage", "at", "by", "event_id")
        read_only_fields = fields


class DealDetail(DealAnswer):
    """A deal, with all its moves, the first one first."""

    history = Move(many=True)

    class Meta(DealAnswer.Meta):
        fields = (*DealAnswer.Meta.fields, "history")
        read_only_fields = fields


class DealPage(serializers.Serializer[Any]):
    """A list of deals, newest first."""

    deals = DealAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
