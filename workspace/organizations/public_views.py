"""`/brand/:sha256.png`: logos, for letters and pages."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from safeclose.http.views import PublicViewSet
from safeclose.refusals import Unknown
from safeclose.storage import files
from workspace.organizations.models import Organization


class Logos(PublicViewSet):
    """The logos that organizations have now."""

    @extend_schema(exclude=True)  # a picture for pages and letters, which have its address
    def retrieve(self, request: Request, sha256: str) -> HttpResponse:
        """The picture. Its address names its content, so it may be kept for as long as anyone likes."""
        if not Organization.objects.filter(logo_sha256=sha256).exists():
            raise Unknown
        return HttpResponse(files.read(sha256), content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for mail programs in browsers
        return response
