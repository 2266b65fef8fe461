"""The public routes are open to any origin, without credentials; corsheaders asks here."""

from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(check_request_enabled)
def public_is_open(sender: Any, request: HttpRequest, **kwargs: Any) -> bool:
    """True for `/api/public/…`; the other routes go by CORS_ALLOWED_ORIGINS."""
    return request.path.startswith("/api/public/")
