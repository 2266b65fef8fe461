"""A stand-in for Postmark: its route for one mail, its wire format, its errors.

https://postmarkapp.com/developer/api/email-api, https://postmarkapp.com/developer/api/overview (error codes)
"""

import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import orjson

TOKEN = "only-for-tests"
HOOK = "hooks:only-for-tests-0123456789"
Answer = tuple[int, bytes]


def error(status: int, code: int, message: str) -> Answer:
    """As Postmark writes them."""
    return status, orjson.dumps({"ErrorCode": code, "Message": message})


def inactive(address: str) -> Answer:
    """The address has bounced before, or its owner has complained."""
    return error(
        422,
        406,
        "You tried to send to recipient(s) that have been marked as inactive. "
        f"Found inactive addresses: {address}. "
        "Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.",
    )


def invalid(address: str) -> Answer:
    return error(422, 300, f"Invalid 'To' address: '{address}'.")


class Postmark:
    """Runs on loopback from `with` to its end. It records what it took, and `faults` are answered first.

    A fault of None ends the connection without a word.
    """

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.faults: deque[Answer | None] = deque()

    def __enter__(self) -> "Postmark":
        postmark = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                answer = postmark.answer(self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"])))
                if answer is None:
                    self.close_connection = True
                    return
                status, body = answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def configure(self, settings: Any) -> None:
        """The service sends here, and believes whoever knows HOOK."""
        settings.MAIL_SERVICE, settings.EMAIL_BACKEND = "postmark", "anymail.backends.postmark.EmailBackend"
        settings.MAIL_WEBHOOK_SECRET = [HOOK]
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": TOKEN,
            "POSTMARK_API_URL": self.url,
            "WEBHOOK_SECRET": [HOOK],
            "REQUESTS_TIMEOUT": 10,
        }

    def answer(self, path: str, headers: Any, body: bytes) -> Answer | None:
        if self.faults:
            return self.faults.popleft()
        if headers["X-Postmark-Server-Token"] != TOKEN:
            return error(401, 10, "No Account or Server API tokens were supplied in the HTTP headers.")
        if path != "/email" or headers["Content-Type"] != "application/json":
            return error(404, 0, "Not found")
        mail = orjson.loads(body)
        self.taken.append(mail)
        self.ids.append(str(uuid4()))
        return 200, orjson.dumps(
            {
                "To": mail["To"],
                "SubmittedAt": "2026-05-01T12:00:00.0000000-04:00",
                "MessageID": self.ids[-1],
                "ErrorCode": 0,
                "Message": "OK",
            }
        )

    def id_of(self, address: str) -> str:
        """Of the newest mail to an address."""
        return next(
            number for number, one in zip(self.ids[::-1], self.taken[::-1], strict=True) if address in one["To"]
        )
