"""Errors as pages, for people; programs get JSON."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from safeclose.pages.headers import protected
from safeclose.pages.language import language_of

SENTENCES = {
    400: "The request could not be understood.",
    403: "You may not do this, or not see this.",
    404: "There is no such page.",
    405: "This page can't be used in that way.",
    413: "The file is too large.",
    429: "That was too often. Wait a minute, and try again.",
    503: "The service is not available now. Try again in a minute.",
}
SERVER_FAULT = "Something went wrong on our side. It has been noted. Try again in a minute."
STALE_FORM = "This page was open for too long, or in two windows. Go back, load it again, and repeat what you did."


class WordedPage(TemplateResponse):
    """An error page with its own text, which the middleware does not replace."""


class FrontPage(HttpResponse):
    """The page about the service, also with status 404; the middleware does not replace it."""


def page(status: int) -> HttpResponse:
    """A static error page for a status, without database access."""
    known = status if status in SENTENCES else (500 if status > 499 else 400)
    html = render_to_string("pages/fault.html", {"sentence": SENTENCES.get(known, SERVER_FAULT), "status": status})
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store"})


def front(request: HttpRequest, *, status: int = 200) -> FrontPage:
    """What this service is and where to go, for someone at `/` or, with 404, at an address that is nothing's."""
    words = {"language": language_of(request), "is_missing": status == 404}
    response = FrontPage(render_to_string("pages/front.html", words), status=status)
    patch_vary_headers(response, ["Accept"])
    return protected(response)


def csrf_failure(request: HttpRequest, reason: str = "") -> WordedPage:
    """Django's CSRF_FAILURE_VIEW."""
    return WordedPage(request, "pages/fault.html", {"sentence": STALE_FORM, "status": 403}, status=403)
