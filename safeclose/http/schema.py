"""The OpenAPI description of what no serializer says: errors, repeatable requests, lists, parts of files."""

import re
from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    ComponentIdentity,
    ResolvedComponent,
    get_lib_doc_excludes,
    resolve_django_path_parameter,
    resolve_regex_path_parameter,
)
from drf_spectacular.utils import Direction, inline_serializer
from rest_framework import serializers

from safeclose.http import schema_errors
from safeclose.http.pagination import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from safeclose.http.shapes import Behaviour, ModelShape, Shape
from safeclose.http.views import PublicViewSet, RetrieveMixin, ViewSet

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
ONE_SEGMENT = {"type": "string", "pattern": "^[^/]+$"}
SEGMENTS = {"type": "string", "pattern": "^.+$"}
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
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
        "description": f"Rows on a page, at most. Without it {DEFAULT_PAGE_SIZE}, or as many as the list always gives.",
    },
}


CAPABILITY = "The last part of a link. Whoever has it may do this, and nobody else: no account is needed."
# Of answers of which a view says no more.
MEANING = {
    "200": "Done.",
    "201": "Created.",
    "202": "Accepted: it follows.",
    "204": "Done. There is no body.",
    "502": "Another service answered with what can't be used.",
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
        for one, body in bodies.items():
            self._describe(str(one), body)
        return dict(sorted(bodies.items()))

    def _describe(self, status: str, body: dict[str, Any]) -> None:
        """What every answer of this status says."""
        if "$ref" in body:
            return
        body["description"] = body.get("description") or MEANING.get(status) or schema_errors.MEANING[int(status)][1]
        names = schema_errors.HEADERS.get(int(status), ())
        if status < "300":
            names += ("Idempotent-Replayed",) if self._is_repeatable() else ()
            names += schema_errors.RATE_LIMIT if self._limit() else ()
        body["headers"] = {**schema_errors.headers(*names), **body.get("headers", {})}

    def _is_repeatable(self) -> bool:
        """Whether it takes an Idempotency-Key, and answers the same for it."""
        return bool(self.get_auth()) and self.method in schema_errors.CHANGES

    def _get_parameters(self) -> Any:
        parameters = [{**one, **EVERYWHERE.get(one["name"], {})} for one in super()._get_parameters()]
        if self._is_repeatable():
            parameters.append(self._common(IDEMPOTENCY_KEY))
        if self._is_file(super()._get_response_bodies()):
            parameters.append(self._common(RANGE))
        return parameters

    def get_operation(self, *args: Any) -> Any:
        """Operations that ask for no account say so: `security` without an entry."""
        operation: Any = super().get_operation(*args)
        if operation is not None:
            view: Any = self.view
            operation.setdefault("security", [{name: []} for name in view.proofs])
        return operation

    def get_operation_id(self) -> str:
        """The one that the view gives. Raises KeyError where it gives none."""
        view: Any = self.view
        return str(view.operations[self._action()])

    def get_description(self) -> str:  # type: ignore[override]  # DRF's takes a path and a method
        """Names the limit, too, where there is one."""
        most = self._limit()
        whose = "network and for one link" if "{token}" in self.path else "network"
        limit = f"At most {most} requests a minute from one {whose}." if most else ""
        return "\n\n".join(filter(None, [super().get_description(), limit]))

    def _limit(self) -> int:
        """Requests a minute; 0 for no limit."""
        _, most = getattr(self.view, "limits", {}).get(self.method, ("", 0))
        return int(most)

    def get_summary(self) -> str:
        return sentence(self.get_operation_id())

    def get_tags(self) -> list[str]:
        view: Any = self.view
        return [view.tag]

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

    def get_request_serializer(self) -> Any:
        """The shape that the method reads (`@reads`)."""
        return getattr(self._handler(), "body_shape", None) or super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        """The view's shape, in what wraps it, under the statuses that the method names (`@statuses`)."""
        shape = super().get_response_serializers()
        if isinstance(shape, Behaviour) and self.view.wrapped_as and not self._is_page():
            kind: Any = type(shape)
            shape = _wrapping(kind, self.view.wrapped_as)
        statuses = getattr(self._handler(), "statuses", ())
        return dict.fromkeys(statuses, shape) if statuses else shape

    def get_override_parameters(self) -> Any:
        """Those of the view's query shape."""
        query = getattr(self.view, "queries", {}).get(self._action())
        return [*super().get_override_parameters(), *([query] if query else [])]

    def _handler(self) -> Any:
        return getattr(self.view, self._action(), None)

    def _is_page(self) -> bool:
        view: Any = self.view
        return hasattr(view, "is_list") and view.is_list(self._action())

    def _takes_page(self) -> bool:
        return self._is_page() or self._action() in getattr(self.view, "paged", ())

    def _action(self) -> str:
        return getattr(self.view, "action", None) or ""

    def _get_paginator(self) -> Any:
        paginator: Any = super()._get_paginator()  # type: ignore[no-untyped-call]  # the library has no type here
        if paginator is not None:
            paginator.view = self.view
            if extras := self._list_extras():
                answered: Any = self._map_basic_serializer  # without types in the library
                schema = answered(extras(), "response")
                paginator.extras_schema = schema
        return paginator

    def _list_extras(self) -> Any:
        return getattr(self.view, "list_extras", None)

    def _get_pagination_parameters(self) -> Any:
        return self._get_paginator().get_schema_operation_parameters(self.view) if self._takes_page() else []

    def get_paginated_name(self, serializer_name: str) -> str:
        extras = self._list_extras()
        return f"{serializer_name}{extras.__name__.removesuffix('Shape') if extras else ''}List"

    def _resolve_path_parameters(self, variables: Any) -> Any:
        """What the routes' patterns say of them; else one segment of the path, whatever the model's key is."""
        return [self._path_parameter(variable) for variable in variables]

    def _path_parameter(self, variable: str) -> dict[str, Any]:
        if variable in getattr(self.view, "numeric_ids", ()):
            return {"in": "path", "name": variable, **NUMBER, "required": True}
        resolved = resolve_django_path_parameter(self.path_regex, variable, self.map_renderers("format"))
        resolved = resolved or resolve_regex_path_parameter(self.path_regex, variable) or {"schema": ONE_SEGMENT}
        has_slashes = getattr(self.view, "lookup_value_converter", "") == "path"
        segment = SEGMENTS if has_slashes else ONE_SEGMENT
        schema = segment if resolved["schema"] in ({"type": "string"}, ONE_SEGMENT) else resolved["schema"]
        words = {"description": CAPABILITY} if variable == "token" else {}
        return {"in": "path", "name": variable, "schema": schema, "required": True, **words}

    def get_serializer_name(self, serializer: Any, direction: Direction) -> str:
        return super().get_serializer_name(serializer, direction).removesuffix("Shape")

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Our lists are objects with a named member; the one bare array says so by `many=True`."""
        return isinstance(serializer, serializers.ListSerializer) or (
            self._is_page() and isinstance(serializer, Behaviour)
        )


def sentence(operation_id: str) -> str:
    """`exportPackages` → `Export packages`."""
    return re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", operation_id).capitalize()


def base_classes() -> list[type]:
    """Classes whose docstrings are for programmers, and describe no component."""
    return [*get_lib_doc_excludes(), Behaviour, Shape, ModelShape, ViewSet, PublicViewSet, RetrieveMixin]


@cache
def _wrapping(shape: Any, key: str) -> Any:
    """`{"signing": …}` as a component of its own; the same one each time, or it would be described twice."""
    return inline_serializer(f"{shape.__name__.removesuffix('Shape')}Answer", {key: shape()})


def _either(own: dict[str, Any], everywhere: dict[str, str]) -> None:
    """A view's own answer of a status, or the one that any operation can give."""
    content = own["content"]["application/json"]
    if content["schema"] != everywhere:
        content["schema"] = {"oneOf": [content["schema"], everywhere]}
