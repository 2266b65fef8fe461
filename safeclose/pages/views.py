"""The view behind every page for people."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import View

from safeclose.pages.headers import protected
from safeclose.pages.language import language_of


class Shell(View):
    """One template for all addresses of a page; its script calls the API.

    The template gets the `language` and nothing else of the request, and the origins that may show it in a frame.
    """

    template_name = ""
    asks_for_a_person = False  # whether Turnstile is loaded if it is configured
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **_path: Any) -> HttpResponse:
        """The same bytes for everyone with the same language."""
        html = render_to_string(
            self.template_name, {"language": language_of(request), "embed_origins": " ".join(settings.EMBED_ORIGINS)}
        )
        loads_turnstile = self.asks_for_a_person and bool(settings.TURNSTILE_SITE_KEY)
        return protected(HttpResponse(html), loads_turnstile=loads_turnstile)
