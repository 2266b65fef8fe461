"""A stand-in for Cloudflare's siteverify: its wire format, its refusals, its faults."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

SECRET = "0x4AAAAAAA-secret"
GOOD = "good-token"


class StandIn:
    """Runs on loopback from `with` to its end. A token is good once, as with the real one."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.used: set[str] = set()
        self.hostname = "safeclose.example.test"
        self.answers: list[tuple[int, bytes]] = []

    def answer(self, form: dict[str, str]) -> tuple[int, bytes]:
        """What Cloudflare would say."""
        self.asked.append(form)
        if self.answers:
            return self.answers.pop(0)
        faults = []
        if form.get("secret") != SECRET:
            faults.append("invalid-input-secret")
        elif not form["response"].startswith(GOOD):
            faults.append("invalid-input-response")
        elif form["response"] in self.used:
            faults.append("timeout-or-duplicate")
        self.used.add(form["response"])
        said = {"success": not faults, "error-codes": faults, "hostname": self.hostname, "action": "", "cdata": ""}
        return 200, json.dumps(said).encode()

    def __enter__(self) -> "StandIn":
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                status, body = stand_in.answer(form)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/turnstile/v0/siteverify"
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()
