"""Shapes of trails."""

from typing import Any

from rest_framework import serializers


class TrailEventAnswer(serializers.Serializer[Any]):
    """An event of the trail. `payload` is exactly what was hashed; `revealed` opens what it conceals."""

    seq = serializers.IntegerField()
    type = serializers.CharField()
    at = serializers.CharField()
    payload = serializers.DictField()
    payloadHash = serializers.CharField()
    prevHash = serializers.CharField()
    chainHash = serializers.CharField()
    revealed = serializers.DictField()


class TrailAnswer(serializers.Serializer[Any]):
    """A trail, oldest event first."""

    events = TrailEventAnswer(many=True)
    head = serializers.CharField()
    nextCursor = serializers.CharField(required=False)
