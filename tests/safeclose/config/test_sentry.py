"""Faults are told to Sentry: what broke and where, and nothing of whom it was for."""

import gzip
import importlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from safeclose.config import logs, sentry
from tests.safeclose.child_processes.processes import ended, started

PERSON = "zelda@example.com"
CAPABILITY = "A" * 20 + "b-_" + "C" * 20
PROGRAM = """
import django; django.setup()
import structlog
from django.test import Client


class Secretive(Exception):
    pass

def broken(request):
    note = "{person} {capability}"
    try:
        raise Secretive("{person} at /sign/{capability}")
    except Secretive as error:
        raise ValueError("of {person}") from error

from django.urls import path
from safeclose import urls
urls.urlpatterns.insert(0, path("sign/{capability}", broken))
answer = Client(raise_request_exception=False).post(
    "/sign/{capability}?email={person}", data={{"email": "{person}"}}, content_type="application/json",
    headers={{"Authorization": "Bearer {capability}", "User-Agent": "{person}", "X-Request-Id": "request-7"}},
)
print(answer.status_code)
structlog.get_logger("safeclose.x").error("no_exception", email="{person}")
structlog.get_logger("safeclose.x").warning("only_a_warning", exc_info=ValueError("{person}"))
"""


# The client takes brotli where the package is there.
UNPACK: dict[str | None, Any] = {
    None: bytes,
    "gzip": gzip.decompress,
    "br": lambda body: importlib.import_module("brotli").decompress(body),
}


class Sentry:
    """Takes envelopes, on loopback."""

    def __init__(self) -> None:
        self.envelopes: list[str] = []
        self.headers: list[str] = []
        taken = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.headers.append(str(self.headers))
                taken.envelopes.append(UNPACK[self.headers["Content-Encoding"]](body).decode())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.dsn = f"http://public@127.0.0.1:{self.server.server_port}/1"


@pytest.fixture
def receiver() -> Iterator[Sentry]:
    found = Sentry()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_a_fault_is_told_with_its_place_and_request_and_without_people(receiver: Sentry, tmp_path: Path) -> None:
    program = PROGRAM.format(person=PERSON, capability=CAPABILITY)
    code, out, err = ended(
        started(
            "-c", program, DEBUG="1", SAFECLOSE_VAR=str(tmp_path), DJANGO_SETTINGS_MODULE="safeclose.settings",
            DATABASE_URL="postgres://nobody@127.0.0.1:1/none", SENTRY_DSN=receiver.dsn, ALLOWED_HOSTS="testserver",
        )
    )  # fmt: skip
    assert (code, out) == (0, "500\n"), err
    (envelope,) = receiver.envelopes
    event = json.loads(envelope.splitlines()[2])
    assert [one["type"] for one in event["exception"]["values"]] == ["Secretive", "ValueError"]
    assert event["exception"]["values"][1]["stacktrace"]["frames"][-1]["function"] == "broken"
    assert event["tags"] == {"request_id": "request-7", "logger": "django.request"}
    assert set(event) <= set(sentry.SENT_KEYS)
    for secret in (PERSON, "zelda", CAPABILITY, "Bearer", "Authorization", "/sign/"):
        assert secret not in envelope + "".join(receiver.headers)
    assert "Secretive" in err, "what it said is in the log"


def test_nothing_is_begun_without_an_address(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the client is not even imported: test_start_up."""
    settings.SENTRY_DSN = ""
    monkeypatch.setattr(sentry, "import_module", None)
    sentry.start()
    assert sentry.report not in logs._listeners


def test_only_kinds_and_places_of_exceptions_are_sent() -> None:
    event: dict[str, Any] = {
        "event_id": "0123456789abcdef0123456789abcdef",
        "level": "error",
        "message": PERSON,
        "request": {"url": f"https://x/sign/{CAPABILITY}", "headers": {"Authorization": "Bearer x"}},
        "user": {"email": PERSON},
        "extra": {"sys.argv": [PERSON]},
        "server_name": "host",
        "breadcrumbs": {"values": [PERSON]},
        "exception": {
            "values": [
                {"type": "E", "value": PERSON, "stacktrace": {"frames": [{"function": "f", "vars": {"a": PERSON}}]}}
            ]
        },
    }
    assert sentry.without_people(event, {}) == {
        "event_id": "0123456789abcdef0123456789abcdef",
        "level": "error",
        "exception": {"values": [{"type": "E", "value": "", "stacktrace": {"frames": [{"function": "f"}]}}]},
    }


def test_an_entry_tells_the_exception_that_it_was_logged_with() -> None:
    found = ZeroDivisionError()
    assert sentry._exception(found) is found
    assert sentry._exception((ZeroDivisionError, found, None)) is found
    assert sentry._exception(None) is None
    assert sentry._exception(True) is None, "none is being handled"
    assert sentry._exception((None, None, None)) is None
