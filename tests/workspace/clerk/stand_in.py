"""A stand-in for Clerk's Backend API: its routes, its wire format, its errors."""

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

KEY = "sk_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
Headers = dict[str, str]
Answer = tuple[int, bytes, Headers]
NOT_FOUND = (404, "resource_not_found", "not found")


def error(status: int, code: str, message: str, **headers: str) -> Answer:
    """As Clerk writes them."""
    body = {"errors": [{"code": code, "message": message, "long_message": message}], "clerk_trace_id": "0" * 32}
    return status, orjson.dumps(body), headers


class StandIn:
    """Runs on loopback from `with` to its end. What is in `users`, … is what it has; `faults` are answered first."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.organizations: dict[str, dict[str, Any]] = {}
        self.memberships: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.faults: deque[Answer | None] = deque()
        self.before: Callable[[str, dict[str, str]], Answer | None] = lambda path, parameters: None
        self.keys: list[dict[str, Any]] = []
        self.answers_to_lose = 0  # of requests that create something, and are carried out
        self.seconds_per_byte = 0.0
        self.at_most = 500

    def has(self, *objects: dict[str, Any]) -> None:
        """Put objects in, or change them."""
        places = {
            "user": self.users, "organization": self.organizations, "organization_membership": self.memberships,
        }  # fmt: skip
        for one in objects:
            places[one["object"]][one["id"]] = one

    def paths(self) -> list[str]:
        """What was asked for, without parameters."""
        return [path for path, _ in self.asked]

    def __enter__(self) -> "StandIn":
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                self.give(stand_in.answer(address.path, dict(parse_qsl(address.query)), self.headers["Authorization"]))

            def do_POST(self) -> None:
                body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.give(stand_in.answer(self.path, body, self.headers["Authorization"], is_post=True))

            def give(self, answer: Answer | None) -> None:
                if answer is None:
                    self.close_connection = True
                    return
                status, body, headers = answer
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(body)),
                    **headers,
                }.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.write(body)

            def write(self, body: bytes) -> None:
                pieces = [body] if not stand_in.seconds_per_byte else [body[i : i + 1] for i in range(len(body))]
                try:
                    for piece in pieces:
                        self.wfile.write(piece)
                        time.sleep(stand_in.seconds_per_byte)
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
        self.http.shutdown()
        self.http.server_close()

    def answer(
        self, path: str, parameters: dict[str, str], authorization: str | None, *, is_post: bool = False
    ) -> Answer | None:
        """None: the connection ends without a word."""
        self.asked.append((path, parameters))
        if self.faults:
            return self.faults.popleft()
        if fault := self.before(path, parameters):
            return fault
        if authorization != f"Bearer {KEY}":
            return error(401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid.")
        if not is_post:
            return self._found(unquote(path.removeprefix("/v1")), parameters)
        created = self._created(path, parameters)
        if created[0] == 200 and self.answers_to_lose:
            self.answers_to_lose -= 1
            return None
        return created

    def _created(self, path: str, body: dict[str, str]) -> Answer:
        """An organization; its creator is its first member."""
        if path != "/v1/organizations" or body["created_by"] not in self.users:
            return error(*NOT_FOUND)
        if any(one["slug"] == body["slug"] for one in self.organizations.values()):
            return error(422, "form_identifier_exists", "That slug is taken. Please try another.")
        number = len(self.organizations) + 1
        made = {
            "object": "organization", "id": f"org_made{number}", "name": body["name"], "slug": body["slug"],
            "created_by": body["created_by"], "public_metadata": {}, "created_at": number, "updated_at": number,
        }  # fmt: skip
        self.has(made)
        return _ok(made)

    def _found(self, path: str, parameters: dict[str, str]) -> Answer:
        if path == "/jwks":
            return _ok({"keys": self.keys})
        if path == "/users":
            return _ok(self._page(self.users, parameters)[0])
        if path == "/users/count":
            return _ok({"object": "total_count", "total_count": len(self.users)})
        if path == "/organizations":
            return _ok(_listed(*self._page(self.organizations, parameters)))
        if match := re.fullmatch("/(users|organizations)/([^/]+)", path):
            objects = getattr(self, match[1])
            of_slug = [one for one in self.organizations.values() if one["slug"] == match[2]]
            one = objects.get(match[2]) or (of_slug[0] if of_slug and match[1] == "organizations" else None)
            return error(*NOT_FOUND) if one is None else _ok(one)
        if match := re.fullmatch("/(organizations|users)/([^/]+)/(?:organization_)?memberships", path):
            if match[2] not in getattr(self, match[1]):
                return error(*NOT_FOUND)
            return _ok(_listed(*self._page(self._memberships(match[1], match[2]), parameters)))
        return error(*NOT_FOUND)

    def _memberships(self, of: str, identifier: str) -> dict[str, dict[str, Any]]:
        def owner(one: dict[str, Any]) -> str:
            found: str = one["organization"]["id"] if of == "organizations" else one["public_user_data"]["user_id"]
            return found

        return {key: one for key, one in self.memberships.items() if owner(one) == identifier}

    def _page(self, objects: dict[str, dict[str, Any]], parameters: dict[str, str]) -> tuple[list[dict[str, Any]], int]:
        limit, begin = int(parameters.get("limit", 10)), int(parameters.get("offset", 0))
        assert 1 <= limit <= 500
        rows = sorted(objects.values(), key=lambda one: (one["created_at"], one["id"]))
        if parameters.get("order_by", "-created_at") == "-created_at":
            rows.reverse()
        return rows[begin : begin + min(limit, self.at_most)], len(rows)


def _listed(rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    return {"data": rows, "total_count": total}


def _ok(body: object) -> Answer:
    return 200, orjson.dumps(body), {}
