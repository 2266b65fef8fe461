"""Shapes of flows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import BooleanField, CharField, ChoiceField, IntegerField, JSONField, ListField

from safeclose.http.fields import NumericId, Switch, Timestamp, WholeNumber
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid
from signing.packages.fields import OptionalId, Word
from signing.packages.flows.plan import KINDS, METHODS
from signing.packages.templates.positions import MAX_PARTY

MAX_ORDER = 1000
MAX_NAMES = 100  # of parties or documents in one step


class NewFlowStepShape(Shape):
    """One step of a flow. Empty lists and null are as if the key was not there."""

    kind = Word(KINDS, help_text=", ".join(KINDS))
    title = Line(max_length=200)
    template_id = OptionalId(default=None, help_text="It is about the documents made from this template.")
    order = WholeNumber(
        min_value=1,
        max_value=MAX_ORDER,
        required=False,
        allow_null=True,
        help_text="Steps of equal number stand side by side; without it, the place in the list.",
    )
    signers = ListField(
        child=Line(max_length=MAX_PARTY),
        max_length=MAX_NAMES,
        required=False,
        allow_null=True,
        help_text="Parties, for whom signers of the package stand; without them it is for every signer.",
    )
    documents = ListField(
        child=Line(max_length=500),
        max_length=MAX_NAMES,
        required=False,
        allow_null=True,
        help_text="Titles of documents of the package; without them it is about all that the signer is to sign.",
    )
    auth_method = Word(METHODS, required=False, allow_null=True, help_text=", ".join(METHODS))

    def validate(self, attrs: Any) -> Any:
        if attrs["template_id"] is not None and attrs.get("documents"):
            raise Invalid("steps: Give a step templateId or documents, not both.")
        return attrs


class FlowStepShape(Shape):
    """One step of a flow; what it does not say is not there."""

    kind = CharField(help_text=", ".join(KINDS))
    title = CharField()
    template_id = CharField(required=False)
    order = IntegerField(required=False)
    signers = ListField(child=CharField(), required=False)
    documents = ListField(child=CharField(), required=False)
    auth_method = ChoiceField(METHODS, required=False)


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
