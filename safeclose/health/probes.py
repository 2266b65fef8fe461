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


class PartStatus(NamedTuple):
    """The state of a part, and a sentence about it."""

    state: State
    sentence: str

    def __str__(self) -> str:
        return self.sentence


# A text means the state `ok`.
Part = Callable[[], str | PartStatus]

# Fast, with short texts, for `/ready?verbose` and for `manage.py doctor`.
readiness_probes: Registry[Part] = Registry("readiness probes")
# For `manage.py doctor` only.
doctor_checks: Registry[Part] = Registry("checks by the doctor")

DATABASE_TIMEOUT_SECONDS = 1.5  # `/ready` answers within 2 seconds in all
PARTS_TIMEOUT_SECONDS = 0.4

# Parameters of Django's connections that are not part of a connection string (host, sslmode, …).
DJANGO_PARAMETERS = ("cursor_factory", "context", "prepare_threshold")
SHORT_TIMEOUTS = {"connect_timeout": 2, "tcp_user_timeout": 2000}

_database_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")
_asking = Lock()
_parts_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parts")
_question: Future[bool] | None = None


class Probes:
    """Answers probes before the Host header is checked, since infrastructure calls by IP address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in ("/health", "/ready", "/metrics"):
            return self.get_response(request)
        request.resolver_match = resolve(request.path)
        return request.resolver_match.func(request)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the process runs."""
    return JsonResponse({"ok": True, "service": "safeclose-api", "ts": clock.iso(clock.now())})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503, within 2 seconds in any case.

    `?verbose` adds the state of each part.
    """
    answers = database_answers()
    more = part_texts() if answers and "verbose" in request.GET else {}
    return JsonResponse({"ready": answers, **more}, status=200 if answers else 503)


def parts() -> dict[str, Part]:
    """All checks, by name."""
    return dict(sorted({**doctor_checks.all(), **readiness_probes.all()}.items()))


def part_texts() -> dict[str, str]:
    """A text for each part; `unknown` for all of them if one takes too long."""
    question = _parts_executor.submit(_texts)
    try:
        return question.result(timeout=PARTS_TIMEOUT_SECONDS)
    except Late:
        question.cancel()
        return dict.fromkeys(readiness_probes.all(), "unknown")


def _texts() -> dict[str, str]:
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
    """Asks on a separate connection, since an exhausted pool says nothing about the database.

    While one question is pending, all callers wait for it and no second one is asked.
    """
    global _question
    with _asking:
        if _question is None or _question.done():
            _question = _database_executor.submit(_ask)
        question = _question
    try:
        return question.result(timeout=DATABASE_TIMEOUT_SECONDS)
    except Late:
        return False


def _ask() -> bool:
    parameters = connections["default"].get_connection_params()
    words = {key: value for key, value in parameters.items() if key not in DJANGO_PARAMETERS}
    try:
        with psycopg.connect(**{**words, **SHORT_TIMEOUTS}) as connection:
            connection.execute("SET LOCAL statement_timeout = 1000")  # PgBouncer takes no `options` at start
            return connection.execute("SELECT 1").fetchone() == (1,)
    except (psycopg.Error, OSError):
        return False
