"""The stream by the real server: who listens hears, and who goes away leaves no thread behind."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest

from tests.processes import Service, service
from tests.redis_server import RedisServer

URL = "/v1/documents"


@pytest.fixture
def served(tmp_path: Path, redis: RedisServer) -> Iterator[Service]:
    with service(tmp_path) as running:
        running.environment |= {"REDIS_URL": redis.url, "COMMENT_STREAMS": "1"}
        running.start_web()
        yield running


def heard(lines: Iterator[str]) -> dict[str, str]:
    """The fields of the next event of the stream, by name."""
    found: dict[str, str] = {}
    while "data" not in found:
        name, _, value = next(lines).partition(": ")
        found[name] = value
    return found


def test_a_served_stream_tells_comments_and_ends_when_the_reader_leaves(served: Service, redis: RedisServer) -> None:
    headers = {"Authorization": f"Bearer {served.tokens['alice']}"}
    with httpx.Client(base_url=served.address, headers=headers, timeout=40) as client:
        document = client.get(URL).json()["documents"][0]["id"]
        comments = f"{URL}/{document}/comments"

        def status() -> int:
            with client.stream("GET", f"{comments}/stream") as answer:
                return answer.status_code

        with client.stream("GET", f"{comments}/stream") as answer:
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
            lines = answer.iter_lines()
            assert next(lines) == "retry: 2000"
            said = client.post(comments, json={"text": "Hello"})
            assert said.status_code == 201, said.text
            event = heard(lines)
            assert (event["id"], event["event"]) == (said.json()["comment"]["id"], "comment")
            assert orjson.loads(event["data"]) == said.json()["comment"]
            assert status() == 503, "the one place is taken"
        # Who has gone is noticed when the next sign of life can't be written.
        served.wait(lambda: status() == 200)
        served.wait(lambda: redis.subscribers(f"safeclose:comments:{document}") == 0)
