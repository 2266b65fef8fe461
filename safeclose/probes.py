"""Health and readiness, for infrastructure."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import Lock

import psycopg
from django.db import connections
from django.http import HttpRequest, JsonResponse

from safeclose import clock

PATIENCE = 1.5  # seconds; infrastructure is promised an answer within 2

_prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")
_asking = Lock()
_question: Future[bool] | None = None


def health(request: HttpRequest) -> JsonResponse:
    """200 while the process runs."""
    return JsonResponse({"ok": True, "service": "safeclose-api", "ts": clock.iso(clock.now())})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; within 2 s, whatever the database does."""
    answers = database_answers()
    return JsonResponse({"ready": answers}, status=200 if answers else 503)


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
    wanted = {key: parameters[key] for key in ("host", "port", "dbname", "user", "password") if parameters.get(key)}
    try:
        with psycopg.connect(**wanted, connect_timeout=2, options="-c statement_timeout=1000") as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except (psycopg.Error, OSError):
        return False
