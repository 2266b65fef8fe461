"""The OpenAPI description of what no serializer says: errors, and the name of each operation."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiResponse, inline_serializer
from rest_framework import serializers

SENTENCE_ERROR = inline_serializer("Error", {"error": serializers.CharField(help_text="A sentence for a person.")})
API_ERROR = inline_serializer(
    "CodedError",
    {
        "error": serializers.CharField(help_text="A code of the closed list in docs/api.md."),
        "message": serializers.CharField(required=False, help_text="A sentence for a person."),
        "fields": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            required=False,
            help_text="What was wrong, by dotted path.",
        ),
    },
)


class Schema(AutoSchema):
    """Adds the errors that any operation can answer with, also where a view names its answers."""

    def _get_response_bodies(self, direction: Direction = "response") -> Any:
        error = API_ERROR if self.path.startswith("/api/") else SENTENCE_ERROR
        described = OpenApiResponse(error, description="An error.")
        bodies = super()._get_response_bodies(direction)
        response_for: Any = self._get_response_for_code
        return {**bodies, "default": response_for(described, "default", direction=direction)}

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Our lists are objects with a named member; the one bare array says so by `many=True`."""
        if serializer is None:  # asked for the operation's name
            return super()._is_list_view()
        return isinstance(serializer, serializers.ListSerializer)
