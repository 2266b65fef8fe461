"""A stand-in for Twilio: its route, its wire format, its errors."""

import base64
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import orjson

ACCOUNT, SECRET, NUMBER = "AC" + "0" * 32, "only-for-tests", "+16135550199"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
Answer = tuple[int, bytes]


def error(status: int, code: int, message: str) -> Answer:
    """As Twilio writes them."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, orjson.dumps({"code": code, "message": message, "more_info": more, "status": status})


class Twilio:
    """Runs on loopback from `with` to its end. It records what it took; `faults` are answered first.

    A fault of None ends the connection without a word.
    """

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.faults: deque[Answer | None] = deque()
        self.gate = threading.Event()
        self.gate.set()
        self.arrived = threading.Event()
        self.seconds_per_byte = 0.0

    def __enter__(self) -> "Twilio":
        twilio = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = twilio.answer(self.path, self.headers, form)
                if answer is None:
                    self.close_connection = True
                    return
                status, body = answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    for piece in [body] if not twilio.seconds_per_byte else [body[i : i + 1] for i in range(len(body))]:
                        self.wfile.write(piece)
                        time.sleep(twilio.seconds_per_byte)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self.http.shutdown()
        self.http.server_close()

    def configure(self, settings: Any) -> None:
        """The service sends here."""
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, SECRET
        settings.TWILIO_FROM, settings.TWILIO_API_URL = NUMBER, self.url

    def answer(self, path: str, headers: Any, form: str) -> Answer | None:
        """While the gate is closed, Twilio thinks."""
        self.arrived.set()
        assert self.gate.wait(30)
        if self.faults:
            return self.faults.popleft()
        known = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
        if headers["Authorization"] != f"Basic {known}":
            return error(401, 20003, "Authenticate")
        if path != PATH or headers["Content-Type"] != "application/x-www-form-urlencoded":
            return error(404, 20404, "The requested resource was not found")
        values = {name: one for name, (one,) in parse_qs(form, strict_parsing=True, encoding="utf-8").items()}
        if not values["To"].startswith("+"):
            return error(400, 21211, f"Invalid 'To' Phone Number: {values['To']}")
        self.taken.append(values)
        return 201, orjson.dumps(
            {
                "sid": f"SM{len(self.taken):032x}",
                "account_sid": ACCOUNT,
                "status": "queued",
                "to": values["To"],
                "from": values["From"],
                "body": values["Body"],
                "error_code": None,
                "error_message": None,
                "direction": "outbound-api",
            }
        )
