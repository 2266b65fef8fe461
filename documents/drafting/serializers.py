"""Shapes of drafting."""

from typing import Any

from rest_framework import serializers

from documents.paper.serializers import Issue
from safeclose.http.fields import Text


class DraftRequest(serializers.Serializer[Any]):
    """What an agreement is to say, in somebody's words. Without `formKey` the model chooses the form."""

    prompt = Text(max_length=10_000)
    formKey = Text(max_length=64, required=False, allow_null=True)


class DraftAnswer(serializers.Serializer[Any]):
    """A proposal; nothing is kept. `POST /api/documents` makes a document of it, as a person changed it."""

    ok = serializers.BooleanField(help_text="true")
    formKey = serializers.CharField()
    canonical = serializers.DictField()
    provenance = serializers.DictField(child=serializers.CharField(), help_text="`ai` for every value, by dotted path.")
    issues = Issue(many=True)


class NoDraftAnswer(serializers.Serializer[Any]):
    """There is no proposal."""

    ok = serializers.BooleanField(help_text="false")
    reason = serializers.ChoiceField(["no_json", "invalid_draft", "error"])
