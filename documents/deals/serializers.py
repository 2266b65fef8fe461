"""Shapes of deals."""

from typing import Any

from rest_framework.serializers import CharField, ChoiceField

from documents.deals.models import Deal, StageChange
from documents.paper.models import Document
from safeclose.http.fields import Text
from safeclose.http.shapes import ModelShape, Shape
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


class NewDealShape(Shape):
    title = Line(max_length=200)
    type = ChoiceField(Deal.Type.choices)
    closing_date = ClosingDate(allow_null=True, default=None)
    property_address = Text(max_length=500, allow_null=True, default=None)


class DealChangesShape(Shape):
    title = Line(max_length=200, required=False)
    type = ChoiceField(Deal.Type.choices, required=False)
    stage = ChoiceField(Deal.Stage.choices, required=False, help_text="A later one, or `lost`.")
    closing_date = ClosingDate(required=False, allow_null=True)
    property_address = Text(max_length=500, required=False, allow_null=True)


class DealQueryShape(Shape):
    stage = ChoiceField(Deal.Stage.values, required=False)
    type = ChoiceField(Deal.Type.values, required=False)


class DealDocumentShape(ModelShape):
    """A document, as small as a deal shows it."""

    class Meta:
        model = Document
        fields = ("id", "title", "form_key", "status", "signed_at")


class DealShape(ModelShape):
    """A deal."""

    documents = DealDocumentShape(many=True)

    class Meta:
        model = Deal
        fields: tuple[str, ...] = (
            "id", "title", "type", "stage", "closing_date", "property_address", "documents", "created_at", "updated_at",
        )  # fmt: skip


class MoverShape(Shape):
    """Who moved a deal."""

    kind = CharField(source="by_kind", help_text="user or system")
    id = CharField(source="by_id")


class StageChangeShape(ModelShape):
    """One move of a deal to a later stage."""

    by = MoverShape(source="*")
    event_id = CharField(allow_null=True, help_text="The DOCUMENT_SIGNED that it followed, if it did.")

    class Meta:
        model = StageChange
        fields = ("from_stage", "to_stage", "at", "by", "event_id")


class DealDetailShape(DealShape):
    """A deal, with all its moves, the first one first."""

    history = StageChangeShape(many=True)

    class Meta(DealShape.Meta):
        fields = (*DealShape.Meta.fields, "history")
