"""The OpenAPI description of what no serializer says: errors, and the name of each operation."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

V1_ERROR = inline_serializer("Error", {"error": serializers.CharField(help_text="A sentence for a person.")})
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
    """Adds the errors that any operation can answer with."""

    def get_response_serializers(self) -> Any:
        found = super().get_response_serializers()
        responses = found if isinstance(found, dict) else {self._usual_status(): found}
        error = V1_ERROR if self.path.startswith("/v1/") else API_ERROR
        return {**responses, "default": OpenApiResponse(error, description="An error.")}

    def _usual_status(self) -> str:
        return {"DELETE": "204"}.get(self.method, "201" if self.method == "POST" else "200")
