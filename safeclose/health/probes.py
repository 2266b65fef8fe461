"""Health and readiness, for infrastructure."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import Lock
from typing import Literal, NamedTuple

import psycopg
import structlog
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.views.decorators.http import require_safe

from safeclose import clock
from safeclose.registry import Registry

log = structlog.get_logger("safeclose.health.probes")

GetResponse = Callable[[HttpRequest], HttpResponseBase]
State = Literal["ok", "warn", "fail", "off"]


class Word(NamedTuple):
    """How a part stands, and a sentence about it."""

    state: State
    sentence: str

    def __str__(self) -> str:
        return self.sentence


# A bare text says that all is well.
Part = Callable[[], str | Word]

# Answered at once and in a few words, for `/ready?verbose` and for `manage.py doctor`.
readiness_probes: Registry[Part] = Registry("readiness probes")
# For `manage.py doctor` alone.
doctor_checks: Registry[Part] = Registry("checks by the doctor")

PATIENCE = 1.5  # seconds; infrastructure is promised an answer within 2
PATIENCE_WITH_PARTS = 0.4

# What Django gives its connections beside the words of a connection string (host, sslmode, …).
OURS = ("cursor_factory", "context", "prepare_threshold")
HASTE = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": "-c statement_timeout=1000"}

_prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")
_asking = Lock()
_teller = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parts")
_question: Future[bool] | None = None


class Probes:
    """Answers probes before anything looks at the Host header: infrastructure calls by address, not by name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in ("/health", "/ready"):
            return self.get_response(request)
        request.resolver_match = resolve(request.path)
        return request.resolver_match.func(request)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the process runs."""
    return JsonResponse({"ok": True, "service": "safeclose-api", "ts": clock.iso(clock.now())})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; within 2 s, whatever the database does.

    `?verbose` adds what the parts say of themselves.
    """
    answers = database_answers()
    more = told() if answers and "verbose" in request.GET else {}
    return JsonResponse({"ready": answers, **more}, status=200 if answers else 503)


def parts() -> dict[str, Part]:
    """All that say something of themselves, by their names."""
    return dict(sorted({**doctor_checks.all(), **readiness_probes.all()}.items()))


def told() -> dict[str, str]:
    """What each part says; `unknown` for all where one takes too long."""
    question = _teller.submit(_tell)
    try:
        return question.result(timeout=PATIENCE_WITH_PARTS)
    except Late:
        question.cancel()
        return dict.fromkeys(readiness_probes.all(), "unknown")


def _tell() -> dict[str, str]:
    try:
        return {name: _said(part) for name, part in sorted(readiness_probes.all().items())}
    finally:
        connections.close_all()  # of this thread


def _said(part: Part) -> str:
    try:
        return str(part())
    except Exception:
        log.exception("part_does_not_tell", part=part.__qualname__)
        return "unknown"


def database_answers() -> bool:
    """Ask on a connection of its own: a pool that is used up says nothing about the database.

    A question that hangs is not asked again beside itself: everyone waits for the one under way.
    """
    global _question
    with _asking:
        if _question is None or _question.done():
            _question = _prober.submit(_ask)
        question = _question
    try:
        return question.result(timeout=PATIENCE)
    except Late:
        return False


def _ask() -> bool:
    parameters = connections["default"].get_connection_params()
    words = {key: value for key, value in parameters.items() if key not in OURS}
    try:
        with psycopg.connect(**{**words, **HASTE}) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except (psycopg.Error, OSError):
        return False
