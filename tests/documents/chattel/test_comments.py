"""Comments on a real Redis: stored and told, or neither."""

from functools import partial
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.chattel.models import Comment
from safeclose.gateways import realtime
from tests.documents.chattel.asking import BASE, INVALID_BODY, NO_REDIS, NOT_FOUND, made, said, told, user_of
from tests.matching import A_TIME, an_id
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.redis_server import RedisServer


def path(document: dict[str, Any]) -> str:
    return f"{BASE}/{document['id']}/comments"


def texts(caller: Caller, document: dict[str, Any]) -> list[str]:
    return [one["text"] for one in caller.get(path(document)).json()["comments"]]


def test_a_comment_is_shown_with_its_author(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    with realtime.Subscription(f"safeclose:comments:{document['id']}") as listener:
        answer = alice.post(path(document), {"text": " Hello,\n\tworld ", "x": 1})
        comment = answer.json()["comment"]
        assert said(answer) == (
            201,
            {
                "comment": {
                    "id": an_id("cmt"),
                    "text": "Hello,\n\tworld",
                    "authorId": str(user_of(alice).pk),
                    "authorName": "Alice",
                    "createdAt": A_TIME,
                }
            },
        )
        message = listener.wait(5)
    assert message is not None
    assert orjson.loads(message) == comment
    assert said(alice.get(path(document))) == (200, {"comments": [comment]})
    assert alice.get(f"{BASE}/{document['id']}").json()["document"] == document, "the document was not changed"
    assert told() == [("document.created", "chattel_document"), ("comment.created", "comment")]


def test_comments_work_without_redis(alice: Caller) -> None:
    document = made(alice)
    assert said(alice.post(path(document), {"text": "x"})) == NO_REDIS
    assert said(alice.get(f"{path(document)}/stream")) == NO_REDIS
    assert said(alice.get(path(document))) == (200, {"comments": []})
    assert told() == [("document.created", "chattel_document")]


def test_comments_work_while_redis_is_down(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    alice.post(path(document), {"text": "before"})
    redis.stop()
    for _ in range(2):
        assert said(alice.post(path(document), {"text": "meanwhile"}, HTTP_IDEMPOTENCY_KEY="k")) == NO_REDIS
    assert said(alice.get(f"{path(document)}/stream")) == NO_REDIS
    assert texts(alice, document) == ["before"]
    assert told() == [("document.created", "chattel_document"), ("comment.created", "comment")]
    redis.start()
    assert alice.post(path(document), {"text": "after"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 201
    assert texts(alice, document) == ["before", "after"]


def test_a_comment_is_kept_when_redis_ends_before_it_is_published(
    alice: Caller, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = made(alice)
    asked = realtime.require

    def and_then_stop() -> None:
        asked()
        redis.stop()

    monkeypatch.setattr(realtime, "require", and_then_stop)
    assert said(alice.post(path(document), {"text": "x"})) == NO_REDIS
    assert not Comment.objects.exists()
    assert told() == [("document.created", "chattel_document")]


def test_only_the_organization_sees_its_comments(alice: Caller, bob: Caller, redis: RedisServer) -> None:
    document = made(alice)
    alice.post(path(document), {"text": "x"})
    for other in (path(document), f"{BASE}/doc_x/comments"):
        caller = bob if other == path(document) else alice
        assert said(caller.get(other)) == NOT_FOUND
        assert said(caller.post(other, {"text": "x"})) == NOT_FOUND
        assert said(caller.get(f"{other}/stream")) == NOT_FOUND
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", None, 5, True, [], {}, "x" * 2001, "a\x00", "a\x08"], ids=repr)
def test_a_malformed_comment_is_refused(alice: Caller, redis: RedisServer, text: Any) -> None:
    document = made(alice)
    assert said(alice.post(path(document), {"text": text})) == INVALID_BODY
    assert said(alice.post(path(document), {})) == INVALID_BODY
    assert not Comment.objects.exists()


@pytest.mark.parametrize("letter", ["x", "😀", "e\u0301"])
def test_a_comment_has_at_most_two_thousand_code_points(alice: Caller, redis: RedisServer, letter: str) -> None:
    document, text = made(alice), (letter * 2000)[:2000]
    assert alice.post(path(document), {"text": text}).json()["comment"]["text"] == text
    assert said(alice.post(path(document), {"text": f"{text}x"})) == INVALID_BODY


def test_the_eighty_most_recent_comments_are_listed(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    Comment.objects.bulk_create(
        Comment(document_id=document["id"], number=number, author=user_of(alice), author_name="Alice", text=f"{number}")
        for number in range(1, 81)
    )
    status, body = said(alice.get(path(document)))
    assert (status, set(body)) == (200, {"comments"})
    assert [one["text"] for one in body["comments"]] == [f"{number}" for number in range(1, 81)]
    alice.post(path(document), {"text": "81"})
    with CaptureQueriesContext(connection) as captured:
        status, body = said(alice.get(path(document)))
    assert len(captured) <= 4
    assert [one["text"] for one in body["comments"]] == [f"{number}" for number in range(2, 82)]
    body = alice.get(f"{path(document)}?cursor={body['nextCursor']}").json()
    assert (set(body), [one["text"] for one in body["comments"]]) == ({"comments"}, ["1"])


def test_comments_are_deleted_with_their_document(alice: Caller, redis: RedisServer) -> None:
    document = made(alice)
    alice.post(path(document), {"text": "x"})
    alice.delete(f"{BASE}/{document['id']}")
    assert not Comment.objects.exists()
    assert said(alice.get(path(document))) == NOT_FOUND


def test_comments_written_at_once_are_numbered_one_by_one(committed: None, redis: RedisServer) -> None:
    alice = Caller(acme_and_birch()["alice"])
    document = made(alice)
    answers = at_once([partial(alice.post, path(document), {"text": f"{n}"}) for n in range(8)])
    assert [answer.status_code for answer in answers] == [201] * 8
    assert list(Comment.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 9))
