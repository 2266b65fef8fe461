"""The stream of comments: each once, in order, whatever happens in between."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import orjson
import pytest
from django.db import connections

from documents.chattel.models import ChattelDocument
from safeclose.http import event_streams
from tests.documents.chattel.asking import BASE, NO_REDIS, made, said
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.redis_server import RedisServer

Event = dict[str, str]


@pytest.fixture
def alice(committed: None) -> Caller:
    return Caller(acme_and_birch()["alice"])


@pytest.fixture(autouse=True)
def _all_places_are_free() -> Iterator[None]:
    event_streams.places.cache_clear()
    yield
    event_streams.places.cache_clear()


def path(document: dict[str, Any]) -> str:
    return f"{BASE}/{document['id']}/comments"


def events(parts: Iterator[bytes]) -> Iterator[Event]:
    """Server-sent events as a browser reads them; signs of life are none."""
    text = ""
    for part in parts:
        text += part.decode()
        while "\n\n" in text:
            block, text = text.split("\n\n", 1)
            event = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if "data" in event:
                yield event


class Reader:
    """Someone who listens, in a thread of their own, until the stream ends."""

    def __init__(self, caller: Caller, document: dict[str, Any], **headers: str) -> None:
        answer = caller.get(f"{path(document)}/stream", **headers)
        assert answer.status_code == 200, answer.json()
        self.headers = answer.headers
        self.answer = answer
        self.heard: list[Event] = []
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        try:
            for event in events(iter(self.answer.streaming_content)):
                self.heard.append(event)
        finally:
            connections.close_all()

    def texts(self, number: int) -> list[str]:
        """The first so many."""
        deadline = time.monotonic() + 30
        while len(self.heard) < number:
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.01)
        return [orjson.loads(event["data"])["text"] for event in self.heard]

    def end(self) -> None:
        self.thread.join(30)
        assert not self.thread.is_alive()
        self.answer.close()


def listening(redis: RedisServer, document: dict[str, Any], number: int) -> None:
    deadline = time.monotonic() + 30
    while redis.subscribers(f"safeclose:comments:{document['id']}") != number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def say(caller: Caller, document: dict[str, Any], text: str) -> dict[str, Any]:
    answer = caller.post(path(document), {"text": text})
    assert answer.status_code == 201, answer.json()
    comment: dict[str, Any] = answer.json()["comment"]
    return comment


def test_two_readers_hear_each_comment_once_and_in_order(alice: Caller, redis: RedisServer) -> None:
    document, other = made(alice), made(alice)
    say(alice, document, "before")
    readers = [Reader(alice, document) for _ in range(2)]
    assert readers[0].headers["Content-Type"] == "text/event-stream"
    assert readers[0].headers["Cache-Control"] == "no-store"
    say(alice, other, "elsewhere")
    said_by_turns = [say(alice, document, f"{n}") for n in range(5)]
    at_once([partial(say, alice, document, f"x{n}") for n in range(6)])
    in_order = [one["text"] for one in alice.get(path(document)).json()["comments"]][1:]
    assert len(in_order) == 11
    for reader in readers:
        assert reader.texts(11) == in_order
        assert reader.heard[0] == {
            "id": said_by_turns[0]["id"],
            "event": "comment",
            "data": orjson.dumps(said_by_turns[0]).decode(),
        }
    redis.stop()
    for reader in readers:
        reader.end()
        assert reader.texts(0) == in_order


def test_a_reader_who_reconnects_after_redis_died_misses_no_comment(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    first = Reader(alice, document)
    say(alice, document, "one")
    assert first.texts(1) == ["one"]
    redis.stop()
    first.end()
    assert said(alice.get(f"{path(document)}/stream")) == NO_REDIS
    redis.start()
    say(alice, document, "two")
    second = Reader(alice, document, HTTP_LAST_EVENT_ID=first.heard[-1]["id"])
    assert second.texts(1) == ["two"]
    say(alice, document, "three")
    assert second.texts(2) == ["two", "three"]
    redis.stop()
    second.end()


@pytest.mark.parametrize("identifier", ["x", "cmt_01m80tkrzce099ch7xef92b8vw", "doc_x"])
def test_an_unknown_last_event_id_is_refused(alice: Caller, redis: RedisServer, identifier: str) -> None:
    document = made(alice)
    answer = alice.get(f"{path(document)}/stream", HTTP_LAST_EVENT_ID=identifier)
    assert said(answer) == (400, {"error": "Last-Event-ID names no comment of this document."})


def test_a_last_event_id_of_another_document_is_refused(alice: Caller, redis: RedisServer) -> None:
    document, other = made(alice), made(alice)
    elsewhere = say(alice, other, "x")["id"]
    assert alice.get(f"{path(document)}/stream", HTTP_LAST_EVENT_ID=elsewhere).status_code == 400


def test_comments_written_while_the_stream_begins_are_told_once(
    alice: Caller, redis: RedisServer, settings: Any
) -> None:
    """However the two meet: what came after the last one that was known is told, once."""
    settings.WEB_STREAMS = 10
    document = made(alice)
    known, readers = say(alice, document, "known")["id"], []
    for turn in range(10):
        with ThreadPoolExecutor(1) as thread:
            saying = thread.submit(at_once, [partial(say, alice, document, f"{turn}")])
            reader = Reader(alice, document, HTTP_LAST_EVENT_ID=known)
            assert reader.texts(1) == [f"{turn}"]
            saying.result()
        known = reader.heard[0]["id"]
        readers.append(reader)
    redis.stop()
    for turn, reader in enumerate(readers):
        reader.end()
        assert reader.texts(0) == [f"{n}" for n in range(turn, 10)]


def test_a_published_message_without_a_comment_is_ignored(alice: Caller, redis: RedisServer) -> None:
    """Redis is the bell, the database the word: what was taken back, or made up, is not told."""
    document = made(alice)
    reader = Reader(alice, document)
    for _ in range(3):
        redis.command("PUBLISH", f"safeclose:comments:{document['id']}", "{}")
    say(alice, document, "real")
    assert reader.texts(1) == ["real"]
    redis.stop()
    reader.end()
    assert reader.texts(1) == ["real"]


def test_a_comment_whose_message_was_lost_is_told_after_a_silence(
    alice: Caller, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_streams, "SILENCE", 0.2)
    document = made(alice)
    reader = Reader(alice, document)
    monkeypatch.setattr("documents.chattel.comments.actions.channel_of", lambda _: "elsewhere")
    say(alice, document, "lost")
    assert reader.texts(1) == ["lost"]
    redis.stop()
    reader.end()


def test_the_stream_ends_when_the_document_is_deleted(
    alice: Caller, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_streams, "SILENCE", 0.2)
    document = made(alice)
    reader = Reader(alice, document)
    assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    reader.end()
    listening(redis, document, 0)


def test_a_stream_ends_after_its_longest_time(
    alice: Caller, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_streams, "SILENCE", 0.1)
    monkeypatch.setattr(event_streams, "LIFE", 0.3)
    document = made(alice)
    answer = alice.get(f"{path(document)}/stream")
    parts = list(answer.streaming_content)
    assert parts[0] == b"retry: 2000\n\n"
    assert set(parts[1:]) == {b":\n\n"}
    listening(redis, document, 0)


def test_the_number_of_streams_is_limited_and_a_closed_one_is_given_back(
    alice: Caller, redis: RedisServer, settings: Any
) -> None:
    settings.WEB_STREAMS = 2
    document = made(alice)
    full = (503, {"error": "Too many streams are open here; try again later."})
    answers = [alice.get(f"{path(document)}/stream") for _ in range(2)]
    refused = alice.get(f"{path(document)}/stream")
    assert (said(refused), refused.headers["Retry-After"]) == (full, "10")
    answers[0].close()  # before anything of it was read
    third = alice.get(f"{path(document)}/stream")
    assert third.status_code == 200
    next(iter(answers[1].streaming_content))
    answers[1].close()
    answers[1].close()
    fourth = alice.get(f"{path(document)}/stream")
    assert fourth.status_code == 200
    assert said(alice.get(f"{path(document)}/stream")) == full
    assert alice.head(f"{path(document)}/stream").status_code == 200, "a look takes no place"
    third.close()
    fourth.close()
    listening(redis, document, 0)


def test_a_stream_that_is_refused_without_redis_takes_no_place(
    alice: Caller, redis: RedisServer, settings: Any
) -> None:
    settings.WEB_STREAMS = 1
    document = made(alice)
    redis.stop()
    for _ in range(3):
        assert said(alice.get(f"{path(document)}/stream")) == NO_REDIS
    redis.start()
    answer = alice.get(f"{path(document)}/stream")
    assert answer.status_code == 200
    answer.close()


def test_an_open_stream_keeps_no_database_connection(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    kept: list[Any] = []

    def listen() -> None:
        answer = alice.get(f"{path(document)}/stream")
        parts = iter(answer.streaming_content)
        next(parts)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: (time.sleep(0.3), say(alice, document, "x"), connections.close_all()))
            next(parts)
        kept.append(connections["default"].connection)
        answer.close()

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join(30)
    assert kept == [None]
    assert ChattelDocument.objects.count() == 1
