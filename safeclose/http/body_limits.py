"""Limits for the size of request bodies."""

from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException


class TooLarge(APIException):
    """The body is larger than the route takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is larger than {limit // 1024 // 1024} MiB.")


def declared_length(request: HttpRequest) -> int:
    """The Content-Length in bytes; 0 if it is missing or no number."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:18]) if text.isascii() and text.isdigit() else 0
