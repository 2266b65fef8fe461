"""What the viewsets of both families share."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from safeclose.http.json import CONTROL
from safeclose.http.rate_limits import PerMinute
from safeclose.refusals import Code, Invalid


class ViewSet(GenericViewSet):
    """Limits are counted where a view names some; query parameters obey the same rule as bodies.

    parameters   by method of the view: the query parameters that it takes (tests compare them with the description)
    fixed        methods with clients in the field, whose other parameters are ignored; elsewhere they are refused
    """

    parameters: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    fixed: ClassVar[Collection[str]] = ()
    throttle_classes = (PerMinute,)
    pagination_class = None
    filter_backends = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for a control character in a parameter."""
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if CONTROL.search(name) or any(CONTROL.search(value) for value in values):
                raise Invalid(f"{CONTROL.sub('', name)} has a control character.", code=Code.INVALID_PARAMETER)
        self._refuse_unknown_parameters(request)

    def _refuse_unknown_parameters(self, request: Request) -> None:
        """Not on public routes: whoever passes a link on may add to it."""
        if not self.authentication_classes or self.action is None or self.action in self.fixed:
            return
        known = self.parameters.get(self.action, ())
        for name in request.query_params:
            if name not in known:
                takes = f"it takes {enumerated(known)}" if known else "it takes none"
                raise Invalid(f"{name[:100]} is no query parameter here: {takes}.", code=Code.INVALID_PARAMETER)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The methods are in `Allow`; the rest of the API description is at /openapi.json."""
        return Response(status=204)


def enumerated(names: Collection[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


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
