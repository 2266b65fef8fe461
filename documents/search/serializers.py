"""Shapes of search."""

from typing import Any

from rest_framework import serializers


class HitAnswer(serializers.Serializer[Any]):
    """A document that was found."""

    documentId = serializers.CharField()
    score = serializers.FloatField(min_value=0, max_value=1, help_text="Cosine similarity; more is nearer.")


class Hits(serializers.Serializer[Any]):
    """At most 20, the best first."""

    hits = HitAnswer(many=True)
