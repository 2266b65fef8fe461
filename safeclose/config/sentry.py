"""Reports faults to Sentry (SENTRY_DSN): kind and place in the code, without user, data or message.

Messages can name people. They are in the log, under the same request id.
"""

import sys
from collections.abc import MutableMapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from safeclose.config import logs

PACKAGE = "sentry_sdk"
SENT_KEYS = ("event_id", "timestamp", "platform", "level", "release", "environment", "exception", "tags", "sdk", "type")
REPORTED_LEVELS = ("error", "critical")


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None


def start() -> None:
    """Starts to report errors that are logged with an exception, if SENTRY_DSN is set. Once in each process."""
    if not settings.SENTRY_DSN or not is_installed():
        return
    logs.add_listener(report)
    import_module(PACKAGE).init(
        dsn=settings.SENTRY_DSN,
        environment="development" if settings.DEBUG else "production",
        # No automatic data: no requests, headers, bodies, local variables, breadcrumbs, host names.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[import_module(f"{PACKAGE}.integrations.atexit").AtexitIntegration(lambda pending, timeout: None)],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=without_people,
        shutdown_timeout=2,
    )


def report(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A listener for log entries: reports errors that have an exception."""
    if entry.get("level") in REPORTED_LEVELS and (exception := _exception(entry.get("exc_info"))):
        sdk = import_module(PACKAGE)
        with sdk.new_scope() as scope:
            scope.set_tag("request_id", str(entry.get("request_id", "")))
            scope.set_tag("logger", str(entry.get("logger", "")))
            sdk.capture_exception(exception)
    return entry


def _exception(info: Any) -> BaseException | None:
    if info is True:
        info = sys.exc_info()
    found = info[1] if isinstance(info, tuple) else info
    return found if isinstance(found, BaseException) else None


def without_people(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The parts of an event that may be sent: kinds of exceptions and places in the code."""
    kept = {name: event[name] for name in SENT_KEYS if name in event}
    for exception in kept.get("exception", {}).get("values", ()):
        exception["value"] = ""
        for frame in exception.get("stacktrace", {}).get("frames", ()):
            frame.pop("vars", None)
    return dict(logs.strike_secrets(None, "", kept))
