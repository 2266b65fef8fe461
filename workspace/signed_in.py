"""The base of all viewsets for signed-in callers."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import ViewSet
from safeclose.refusals import Refusal
from workspace.idempotency.idempotency_key import HEADER, METHODS, handle_once
from workspace.identity.models import User


class SignedInViewSet(ViewSet):
    """Handles `Idempotency-Key` on POST, PATCH, PUT and DELETE."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the caller is known and let in, and before the handler runs."""
        super().initial(request, *args, **kwargs)
        method = request.method or ""
        if method in METHODS and HEADER in request.headers:
            handler = getattr(self, method.lower(), self.http_method_not_allowed)
            setattr(self, method.lower(), self._once(handler))

    def _once(self, handler: Callable[..., Response]) -> Callable[..., Response]:
        def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
            user = request.user
            assert isinstance(user, User)

            def answer() -> Response:
                try:
                    return handler(request, *args, **kwargs)
                except (Refusal, APIException, Http404, PermissionDenied) as error:  # answers too, to be kept
                    return self.handle_exception(error)

            return handle_once(request, user, answer)

        return handle
