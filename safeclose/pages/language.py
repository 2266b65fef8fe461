"""The language of a page: the reader's choice, else the browser's."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request


def language_of(request: HttpRequest) -> str:
    """`en` or `fr`: from `?lang=`, which the page keeps in its own address, else from Accept-Language."""
    chosen = request.GET.get("lang")
    known = [code for code, _ in settings.LANGUAGES]
    return chosen if chosen in known else get_language_from_request(request).split("-")[0]
