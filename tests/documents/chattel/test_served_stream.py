"""Streams by the real server: who listens hears, others are answered, and who goes away leaves no thread behind."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import orjson
import pytest

from tests.processes import Service, service
from tests.redis_server import RedisServer

URL = "/v1/documents"
THREADS, STREAMS = 4, 2


@pytest.fixture
def served(tmp_path: Path, redis: RedisServer) -> Iterator[Service]:
    with service(tmp_path) as running:
        running.environment |= {"REDIS_URL": redis.url, "WEB_THREADS": str(THREADS), "WEB_STREAMS": str(STREAMS)}
        running.start_web()
        yield running


def heard(lines: Iterator[str]) -> dict[str, str]:
    """The fields of the next event of the stream, by name."""
    found: dict[str, str] = {}
    while "data" not in found:
        name, _, value = next(lines).partition(": ")
        found[name] = value
    return found


def test_streams_tell_comments_leave_threads_for_others_and_end_when_their_readers_vanish(
    served: Service, redis: RedisServer
) -> None:
    headers = {"Authorization": f"Bearer {served.tokens['alice']}"}
    with httpx.Client(base_url=served.address, headers=headers, timeout=40) as client:
        document = client.get(URL).json()["documents"][0]["id"]
        comments = f"{URL}/{document}/comments"

        def say(text: str) -> dict[str, str]:
            answer = client.post(comments, json={"text": text})
            assert answer.status_code == 201, answer.text
            comment: dict[str, str] = answer.json()["comment"]
            return comment

        def status() -> int:
            with client.stream("GET", f"{comments}/stream") as answer:
                return answer.status_code

        with ExitStack() as stack:
            answer = stack.enter_context(client.stream("GET", f"{comments}/stream"))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
            lines = answer.iter_lines()
            assert next(lines) == "retry: 2000"
            vanishing = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=10))
            vanishing.sendall(
                f"GET {comments}/stream HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: {headers['Authorization']}\r\n\r\n".encode()
            )
            assert vanishing.recv(4096).startswith(b"HTTP/1.1 200 ")
            for _ in range(THREADS):
                refused = client.get(f"{comments}/stream")
                assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
                assert refused.json() == {"error": "Too many streams are open here; try again later."}
            assert client.get("/health").status_code == 200
            said = say("Hello")
            event = heard(lines)
            assert (event["id"], event["event"], orjson.loads(event["data"])) == (said["id"], "comment", said)
        # Who has gone is noticed when the next comment, or sign of life, can't be written.
        served.wait(lambda: say("Anyone?") and redis.subscribers(f"safeclose:comments:{document}") == 0)
        served.wait(lambda: status() == 200)
