"""A stand-in for a model's endpoint: OpenAI's routes, wire format and errors, on loopback."""

import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

import orjson

KEY = "sk-test-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
VARIABLE = "MODEL_SERVER_KEY"
DIMENSIONS = 96


@dataclass(frozen=True)
class Answer:
    """One answer as it goes over the wire; `declared`: the length that is said, where it is not the true one."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None
    seconds_per_byte: float = 0.0


def error(status: int, message: str = "Nope.", **headers: str) -> Answer:
    """As OpenAI writes them."""
    body = {"error": {"message": message, "type": "server_error", "param": None, "code": None}}
    return Answer(status, orjson.dumps(body), {name.replace("_", "-"): text for name, text in headers.items()})


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """The words of a text, counted by their hash: texts that share words are near to each other."""
    found = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        found[crc32(word.encode()) % dimensions] += 1.0
    return found if any(found) else [1.0] * dimensions


def completion(text: str | None) -> Answer:
    """What a chat model says."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_770_000_000, "model": "stand-in"}
    return Answer(body=orjson.dumps({**head, "choices": [choice], "usage": usage}))


def embeddings(vectors: list[list[float]]) -> Answer:
    """What an embedding model says."""
    data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
    usage = {"prompt_tokens": 9, "total_tokens": 9}
    return Answer(body=orjson.dumps({"object": "list", "data": data, "model": "stand-in", "usage": usage}))


class ModelServer:
    """Runs from `with` to its end. `answers` are given first, in order; None ends the connection without a word."""

    def __init__(self) -> None:
        self.answers: deque[Answer | None] = deque()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.dimensions = DIMENSIONS

    def __enter__(self) -> "ModelServer":
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = stand_in.answer(self.path, body, self.headers["Authorization"])
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                length = len(answer.body) if answer.declared is None else answer.declared
                for name, text in {
                    "Content-Type": "application/json", "Content-Length": str(length), **answer.headers,
                }.items():  # fmt: skip
                    self.send_header(name, text)
                self.end_headers()
                self.close_connection = answer.declared is not None
                self.write(answer)

            def write(self, answer: Answer) -> None:
                pieces = [answer.body]
                if answer.seconds_per_byte:
                    pieces = [answer.body[at : at + 1] for at in range(len(answer.body))]
                try:
                    for piece in pieces:
                        self.wfile.write(piece)
                        time.sleep(answer.seconds_per_byte)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def says(self, *texts: str | None) -> None:
        """What the chat model says next, one after another."""
        self.answers.extend(completion(text) for text in texts)

    def answer(self, path: str, body: dict[str, Any], authorization: str | None) -> Answer | None:
        """By its route, unless something else is to come first."""
        self.asked.append((path, body))
        if self.answers:
            return self.answers.popleft()
        if authorization != f"Bearer {KEY}":
            return error(401, f"Incorrect API key provided: {authorization}.")
        if path == "/v1/embeddings":
            assert body["encoding_format"] == "float"
            return embeddings([vector(text, self.dimensions) for text in body["input"]])
        return completion("Hello.") if path == "/v1/chat/completions" else error(404, "Unknown request URL.")

    def write_models(self, path: Path, **changed: Any) -> Path:
        """A models.json that names this server twice."""
        at = {"endpoint": self.url, "model": "stand-in", "keyVariable": VARIABLE}
        path.write_bytes(orjson.dumps({"chat": at, "embedding": {**at, "dimensions": DIMENSIONS}, **changed}))
        return path
