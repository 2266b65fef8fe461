"""Shapes of flows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import BooleanField, CharField, JSONField, ListField

from safeclose.http.fields import NumericId, Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid
from signing.packages.fields import OptionalId, Word

KINDS = ("read", "consent", "sign", "upload")


class NewFlowStepShape(Shape):
    """One step of a flow; without `templateId` it is about no template."""

    kind = Word(KINDS, help_text=", ".join(KINDS))
    title = Line(max_length=200)
    template_id = OptionalId(default=None)


class FlowStepShape(Shape):
    """One step of a flow."""

    kind = CharField(help_text=", ".join(KINDS))
    title = CharField()
    template_id = CharField(required=False)


@extend_schema_field(FlowStepShape(many=True))
class StoredSteps(JSONField):
    """Steps as they are stored, which is as they are answered."""


class NewFlowShape(Shape):
    location_id = GivenId()
    name = Line(max_length=500)
    steps = ListField(child=NewFlowStepShape(), min_length=1, max_length=100)


class FlowChangesShape(Shape):
    """The body of a change: at least one of them."""

    name = Line(max_length=500, required=False)
    active = Switch(required=False)
    steps = ListField(child=NewFlowStepShape(), min_length=1, max_length=100, required=False)

    def validate(self, attrs: Any) -> Any:
        if not attrs:
            raise Invalid("Give name, active or steps.")
        return attrs


class FlowShape(Shape):
    """A flow."""

    id = NumericId()
    location_id = NumericId()
    name = CharField()
    active = BooleanField()
    steps = StoredSteps()
    created_at = Timestamp()
    updated_at = Timestamp()
    archived_at = Timestamp(allow_null=True)
