"""Shapes of the activity feed."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from safeclose.http.fields import ModelSerializer
from workspace.events.models import Event


class EventActor(serializers.Serializer[Any]):
    """Who did it."""

    kind = serializers.CharField(help_text="user, signer, visitor or system")
    id = serializers.CharField()
    name = serializers.CharField(allow_null=True, default=None, help_text="Null after an erasure.")


class EventAnswer(ModelSerializer):
    """One thing that happened."""

    actor = EventActor()

    class Meta:
        model = Event
        fields = ("id", "type", "subject_type", "subject_id", "actor", "data", "created_at")
        read_only_fields = fields


@extend_schema_serializer(many=False)
class EventPage(serializers.Serializer[Any]):
    """What happened, newest first."""

    events = EventAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
