"""Shapes of the activity feed."""

from collections.abc import Mapping

from rest_framework.serializers import CharField, DictField

from safeclose.http.shapes import ModelShape, Shape
from workspace.events.models import Event


class EventActorShape(Shape):
    """Who did it."""

    kind = CharField(help_text="user, signer, visitor or system")
    id = CharField()
    name = CharField(allow_null=True, default=None, help_text="Null after an erasure.")

    def get_name(self, actor: Mapping[str, str | None]) -> str | None:
        return actor.get("name")


class EventShape(ModelShape):
    """One thing that happened."""

    actor = EventActorShape()
    data_ = DictField(help_text="As the webhook of this type has it, without `event`.")

    class Meta:
        model = Event
        fields = ("id", "type", "subject_type", "subject_id", "actor", "data_", "created_at")
