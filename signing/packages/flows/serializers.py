"""Shapes of flows."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid
from signing.packages.answer_values import instant
from signing.packages.fields import OptionalId, Word
from signing.packages.flows.models import Flow

KINDS = ("read", "consent", "sign", "upload")


class Step(serializers.Serializer[Any]):
    """One step of a flow."""

    kind = Word(KINDS, help_text=", ".join(KINDS))
    title = Line(max_length=200)
    templateId = OptionalId()


class StepAnswer(serializers.Serializer[Any]):
    """One step, as it is stored."""

    kind = serializers.CharField(help_text=", ".join(KINDS))
    title = serializers.CharField()
    templateId = serializers.CharField(required=False)


class NewFlow(serializers.Serializer[Any]):
    """The body of a creation."""

    locationId = GivenId()
    name = Line(max_length=500)
    steps = serializers.ListField(child=Step(), min_length=1, max_length=100)


class FlowChanges(serializers.Serializer[Any]):
    """The body of a change: at least one of them."""

    name = Line(max_length=500, required=False)
    active = Switch(required=False)
    steps = serializers.ListField(child=Step(), min_length=1, max_length=100, required=False)

    def validate(self, attrs: Any) -> Any:
        """None of them is no change."""
        if not attrs:
            raise Invalid("Give name, active or steps.")
        return attrs


class FlowAnswer(serializers.Serializer[Any]):
    """A flow."""

    id = serializers.CharField()
    locationId = serializers.CharField()
    name = serializers.CharField()
    active = serializers.BooleanField()
    steps = StepAnswer(many=True)
    createdAt = Timestamp()
    updatedAt = Timestamp()
    archivedAt = Timestamp(allow_null=True)


class FlowList(serializers.Serializer[Any]):
    """Flows, by id."""

    flows = FlowAnswer(many=True)
    scope = serializers.ChoiceField(["managed", "global"])
    nextCursor = serializers.CharField(required=False)


def stored_steps(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps as they are stored and shown: without `templateId` where there is none."""
    return [
        {"kind": step["kind"], "title": step["title"]}
        | ({"templateId": str(step["templateId"])} if step.get("templateId") is not None else {})
        for step in steps
    ]


def shown_flow(flow: Flow) -> dict[str, Any]:
    """A row as sent to clients."""
    return {
        "id": str(flow.pk),
        "locationId": str(flow.location_id),
        "name": flow.name,
        "active": flow.active,
        "steps": flow.steps,
        "createdAt": clock.iso(flow.created_at),
        "updatedAt": clock.iso(flow.updated_at),
        "archivedAt": instant(flow.archived_at),
    }
