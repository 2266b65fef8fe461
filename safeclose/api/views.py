"""What the viewsets of both families share."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from safeclose.api.json import CONTROL
from safeclose.api.ratelimit import PerMinute
from safeclose.refusals import Code, Invalid


class ViewSet(GenericViewSet):
    """Limits are counted where a view names some; query parameters obey the same rule as bodies."""

    throttle_classes = (PerMinute,)
    pagination_class = None
    filter_backends = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for a control character in a parameter."""
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if CONTROL.search(name) or any(CONTROL.search(value) for value in values):
                raise Invalid(f"{CONTROL.sub('', name)} has a control character.", code=Code.INVALID_PARAMETER)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The methods are in `Allow`; the rest of the API description is at /openapi.json."""
        return Response(status=204)


class PublicViewSet(ViewSet):
    """No account, no cookies, no caches, and no address handed on."""

    authentication_classes = ()
    permission_classes = ()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


def read(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body as `shape` says; raises DRF's ValidationError, or ParseError when it is no object."""
    if not isinstance(request.data, Mapping):
        raise ParseError("The body must be a JSON object.")
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


def choice(request: Request, name: str, allowed: list[str]) -> str | None:
    """A query parameter out of a closed list, None when it is absent; raises Invalid for any other value."""
    value = request.query_params.get(name)
    if value is not None and value not in allowed:
        raise Invalid(f"{name} must be one of {', '.join(allowed)}.", code=Code.INVALID_PARAMETER)
    return value
