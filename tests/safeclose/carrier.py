"""Routes that only carry: one shape, in both families, so that each rule of the API can be tried on its own."""

from typing import Any

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from safeclose import urls
from safeclose.http.fields import Text, WholeNumber
from safeclose.http.shapes import Shape
from safeclose.http.views import PublicViewSet, ViewSet, reads


class PartShape(Shape):
    at = Text()


class WordShape(Shape):
    name = Text(max_length=20)
    size = WholeNumber(required=False)
    parts = PartShape(many=True, required=False)


class Words(ViewSet):
    """Open to all; a test puts what it wants in the place of `list`."""

    authentication_classes = ()
    permission_classes = ()

    def list(self, request: Request) -> Response:
        return Response({"path": request.path})

    @reads(WordShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        return Response(body, status=201)


class Me(ViewSet):
    """Who the token proves the caller to be."""

    def list(self, request: Request) -> Response:
        return Response({"subject": request.auth.subject, "organization": request.auth.organization})


class Door(PublicViewSet):
    """Limited, by address and by the token in its path."""

    lookup_field = "token"
    limits = {"GET": ("door", 3), "POST": ("door", 2)}

    def list(self, request: Request) -> Response:
        return Response({"open": True})

    def retrieve(self, request: Request, token: str) -> Response:
        return Response({"open": True})

    def update(self, request: Request, token: str) -> Response:
        return Response({"open": True})


router = SimpleRouter(trailing_slash=False)
router.register("words", Words, basename="words")
router.register("me", Me, basename="me")
public = SimpleRouter(trailing_slash=False)
public.register("door", Door, basename="door")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("api/", include(router.urls)),
    path("api/public/", include(public.urls)),
    *urls.urlpatterns,
]
