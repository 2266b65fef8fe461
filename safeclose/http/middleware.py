"""Middleware for every request: a request id, one log line, and JSON errors."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.contrib.admindocs.views import simplify_regex
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from safeclose import metrics, tracing
from safeclose.http import client_address, errors
from safeclose.pages import faults

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = structlog.get_logger("safeclose.requests")

CONVERTER = re.compile(r"<\w+:")  # of Django's paths: `<str:pk>`


class ObservedRequest:
    """Takes or generates `X-Request-Id`, returns it, and adds it to all log lines, with the client's network.

    Authentication adds user and organization. The line of the request names the route, not the path: a path can
    contain a link token.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        method = metrics.known_method(request.method)
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id, network=client_address.network(request)),
            tracing.span(
                method, "SERVER", {"http.request.method": method}, traceparent=request.headers.get("traceparent", "")
            ) as span,
        ):
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            seconds, route = time.perf_counter() - started, _route(request)
            status = response.status_code
            span.add(
                {"http.route": route, "http.response.status_code": status},
                name=f"{method} {route}",
                is_error=status >= 500,
            )
            log.info(
                "request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000, 1)
            )
        structlog.contextvars.unbind_contextvars("user", "organization")  # authentication has bound them
        metrics.count_request(method, route, response.status_code, seconds)
        return response


def _route(request: HttpRequest) -> str:
    """`/api/documents/<pk>`; `(none)` for an unknown path."""
    match = request.resolver_match
    return CONVERTER.sub("<", simplify_regex(match.route)) if match and match.route else "(none)"


class ErrorsAreJson:
    """The net below everything: Django's own error pages, also under DEBUG, become the family's JSON body, and
    a plain page where people read.

    Their headers stay (Allow, CORS, HSTS), but for those that describe the page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or _is_json(response):
            return response
        if isinstance(response, faults.FrontPage):
            return response
        is_page = errors.is_page(request.path)
        if is_page and isinstance(response, faults.WordedPage):
            return response
        answer = faults.page(response.status_code) if is_page else errors.plain(request.path, response.status_code)
        for name, value in response.headers.items():
            if not name.lower().startswith("content-"):
                answer.headers.setdefault(name, value)
        return answer


def _is_json(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _is_asked_for_by_a_person(request: HttpRequest) -> bool:
    """Whether a browser asks for a page: by name, which `*/*` is not, and rather than for JSON."""
    if errors.is_for_programs(request.path):
        return False
    is_named = any(str(one).startswith("text/html") for one in request.accepted_types)
    return is_named and request.get_preferred_type(["text/html", "application/json"]) == "text/html"


@csrf_exempt
def front(request: HttpRequest) -> HttpResponse:
    """`/`: a page for people, and nothing for programs."""
    if request.method in ("GET", "HEAD") and _is_asked_for_by_a_person(request):
        return faults.front(request)
    return not_found(request)


@csrf_exempt  # otherwise a POST to an unknown path would be a CSRF failure
def not_found(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """The last route, so that Django does not answer unknown paths with its page of all routes."""
    if _is_asked_for_by_a_person(request):
        return faults.front(request, status=404)
    response = errors.plain(request.path, 404)
    if not errors.is_for_programs(request.path):
        patch_vary_headers(response, ["Accept"])
    return response
