"""The OpenAPI description of what no serializer says: errors, repeatable requests, lists, parts of files."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentIdentity, ResolvedComponent
from drf_spectacular.utils import Direction
from rest_framework import serializers

from safeclose.http import schema_errors
from safeclose.http.pagination import DEFAULT, MOST

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!-~]+$"},
    "description": "With the same key, the same request is carried out once and answered the same for 24 hours.",
}
RANGE = {
    "name": "Range",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "One range of bytes, such as `bytes=0-1023`.",
}
NUMBER = {"schema": {"type": "string", "pattern": "^[0-9]+$"}}
DAY = {"schema": {"type": "string", "format": "date"}}
# What a parameter of this name is, in every list.
EVERYWHERE: dict[str, dict[str, Any]] = {
    "cursor": {"description": "`nextCursor` of the page before."},
    "withinDays": {
        "schema": {"type": "integer", "minimum": 1, "maximum": 365, "default": 30},
        "description": "Days from now.",
    },
    "organizationId": NUMBER,
    "companyId": NUMBER,
    "locationId": NUMBER,
    "from": DAY,
    "to": DAY,
    "limit": {
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST},
        "description": f"Rows on a page, at most. Without it {DEFAULT}, or as many as the list always gives.",
    },
}


class Schema(AutoSchema):
    """Adds what any operation takes and answers with, also where a view names its own."""

    def _get_response_bodies(self, direction: Direction = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if self._is_file(bodies):
            bodies["206"] = {"description": "The part that was asked for.", "content": bodies["200"]["content"]}
            bodies["304"] = {"description": "The caller has it: its ETag is named in If-None-Match."}
        for status in schema_errors.possible(self.path, self.method, is_file="206" in bodies):
            everywhere = schema_errors.shared(self.registry, self.path, status, self._reference)
            own = bodies.setdefault(str(status), everywhere)
            if own is not everywhere:
                _either(own, self._reference(schema_errors.shape(self.path, status)))
        return dict(sorted(bodies.items()))

    def _get_parameters(self) -> Any:
        parameters = [{**one, **EVERYWHERE.get(one["name"], {})} for one in super()._get_parameters()]
        if self.get_auth() and self.method in schema_errors.CHANGES:
            parameters.append(self._common(IDEMPOTENCY_KEY))
        if self._is_file(super()._get_response_bodies()):
            parameters.append(self._common(RANGE))
        return parameters

    def get_tags(self) -> list[str]:
        """The beginning of the path: `/api/documents`."""
        return ["/" + "/".join(self.path.split("/")[1:3])]

    def _common(self, parameter: dict[str, Any]) -> dict[str, str]:
        name = str(parameter["name"]).replace("-", "")
        component = ResolvedComponent(
            name=name, type=ResolvedComponent.PARAMETER, schema=parameter, object=ComponentIdentity(name)
        )
        self.registry.register_on_missing(component)
        return component.ref

    def _reference(self, shape: Any) -> Any:
        return self.resolve_serializer(shape, "response").ref

    def _is_file(self, bodies: dict[str, Any]) -> bool:
        """Whether the answer is a PDF, which may be asked for in parts."""
        return self.method == "GET" and "application/pdf" in bodies.get("200", {}).get("content", {})

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Our lists are objects with a named member; the one bare array says so by `many=True`."""
        if serializer is None:  # asked for the operation's name
            return super()._is_list_view()
        return isinstance(serializer, serializers.ListSerializer)


def _either(own: dict[str, Any], everywhere: dict[str, str]) -> None:
    """A view's own answer of a status, or the one that any operation can give."""
    content = own["content"]["application/json"]
    if content["schema"] != everywhere:
        content["schema"] = {"oneOf": [content["schema"], everywhere]}
