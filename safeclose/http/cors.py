"""The public routes are open to any origin, without credentials."""

from typing import Any

from django.http import HttpRequest


def public_is_open(sender: Any, request: HttpRequest, **kwargs: Any) -> bool:
    """True for `/api/public/…`; the other routes go by CORS_ALLOWED_ORIGINS.

    A receiver of corsheaders' `check_request_enabled`.
    """
    return request.path.startswith("/api/public/")
