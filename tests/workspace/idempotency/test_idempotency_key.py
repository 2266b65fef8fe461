"""Idempotency-Key, on routes of every family that signed-in callers change things by."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from documents.models import Document
from documents.paper import actions
from safeclose import clock
from safeclose.http.views import PublicViewSet, ViewSet
from safeclose.records import transactions
from tests.clocks import stopped
from tests.environment import ROOT
from tests.paper import generated
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from workspace.clerk.views import ClerkWebhooks
from workspace.idempotency.idempotency_key import LEASE
from workspace.idempotency.models import IdempotentRequest
from workspace.sending.outcomes.views import MailReports, TextReports
from workspace.signed_in import SignedInViewSet

BODY = {"formKey": "on/freehold-purchase", "title": "Once"}
RUNNING = {"error": "idempotency_in_progress", "message": "The first request with this key is still running."}
REUSED = {"error": "idempotency_key_reused", "message": "This Idempotency-Key was used for another request."}


def post(caller: Caller, body: Any = BODY, *, key: str = "k-1", path: str = "/api/documents") -> Any:
    return caller.post(path, body, HTTP_IDEMPOTENCY_KEY=key)


def test_a_repeated_request_gets_the_first_answer(alice: Caller) -> None:
    first, second = post(alice), post(alice)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Document.objects.count() == 1


def test_without_a_key_nothing_is_kept(alice: Caller) -> None:
    alice.post("/api/documents", BODY)
    alice.post("/api/documents", BODY)
    assert Document.objects.count() == 2
    assert not IdempotentRequest.objects.exists()


def test_a_key_used_again_with_another_body_is_refused(alice: Caller) -> None:
    post(alice)
    answer = post(alice, {**BODY, "title": "Other"})
    assert (answer.status_code, answer.json()) == (422, REUSED)
    assert Document.objects.count() == 1


def test_the_order_of_members_makes_no_other_body(alice: Caller) -> None:
    post(alice)
    assert post(alice, dict(reversed(BODY.items()))).headers["Idempotent-Replayed"] == "true"


def test_what_only_looks_like_a_secret_is_replayed(alice: Caller) -> None:
    body = {**BODY, "title": "Bearer bonds, and eyJhbGciOiJSUzI1NiJ9.e30.x"}
    assert post(alice, body).json() == post(alice, body).json()


def test_keys_are_each_users_own(alice: Caller, bob: Caller, charlie: Caller) -> None:
    ids = {post(caller).json()["id"] for caller in (alice, bob, charlie)}
    assert len(ids) == 3


def test_keys_belong_to_a_method_and_a_path(alice: Caller) -> None:
    path = f"/api/documents/{post(alice).json()['id']}"
    changed = alice.patch(path, {"title": "Changed"}, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (changed.status_code, changed.json()["title"]) == (200, "Changed")
    assert alice.delete(path, HTTP_IDEMPOTENCY_KEY="k-1").status_code == 204
    again = alice.delete(path, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (again.status_code, again.content) == (204, b"")
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_refusal_is_an_answer_too(alice: Caller) -> None:
    first = post(alice, {"formKey": "on/none"})
    second = post(alice, {"formKey": "on/none"})
    assert (first.status_code, second.status_code) == (400, 400)
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "é" * 256])
def test_a_malformed_key_is_refused(alice: Caller, key: str) -> None:
    answer = post(alice, key=key)
    message = "Idempotency-Key must have 1 to 255 printable characters."
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_parameter", "message": message})
    assert not Document.objects.exists()


def test_after_a_day_a_key_is_free_again(alice: Caller) -> None:
    post(alice)
    IdempotentRequest.objects.update(created_at=clock.now() - timedelta(hours=24, seconds=1))
    assert "Idempotent-Replayed" not in post(alice).headers
    assert Document.objects.count() == 2


def test_a_replayed_sending_shows_no_links(alice: Caller) -> None:
    path = f"/api/documents/{generated(alice)['id']}/signature"
    first, second = post(alice, {}, path=path), post(alice, {}, path=path)
    tokens = [signer["url"].rsplit("/", 1)[1] for signer in first.json()["signers"]]
    assert tokens
    expected = first.json()
    for signer in expected["signers"]:
        signer["url"] = None
    assert second.json() == expected
    kept = str(list(IdempotentRequest.objects.values()))
    assert not [token for token in tokens if token in kept]


def test_a_fault_is_not_kept(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Document.objects, "create", lambda **_fields: 1 / 0)
        assert post(alice).status_code == 500
    answer = post(alice)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer.headers


def test_carried_out_but_not_answered_is_not_done_again(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the process dies after the commit: the next one with the key must not do it again."""
    with monkeypatch.context() as broken:
        broken.setattr("documents.paper.views.Documents.answer", lambda *_, **__: 1 / 0)
        assert post(alice).status_code == 500
    answer = post(alice)
    assert (answer.status_code, answer.json()["error"]) == (409, "idempotency_answer_lost")
    assert Document.objects.count() == 1


def test_a_refused_change_leaves_the_key_open(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault before the commit carried nothing out."""
    document = generated(alice)
    path = f"/api/documents/{document['id']}"
    with monkeypatch.context() as broken:
        broken.setattr(actions.bus, "publish", lambda *_, **__: 1 / 0)
        assert alice.patch(path, {"title": "New"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 500
    assert alice.patch(path, {"title": "New"}, HTTP_IDEMPOTENCY_KEY="k").json()["title"] == "New"


def test_twenty_requests_at_once_with_one_key_make_one_document(committed: None) -> None:
    alice = acme_and_birch()["alice"]
    answers = at_once([lambda: post(Caller(alice))] * 20)
    made = [answer.json() for answer in answers if answer.status_code == 201]
    assert made
    assert all(one == made[0] for one in made)
    assert all(answer.json() == RUNNING for answer in answers if answer.status_code != 201)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert Document.objects.count() == 1


def test_the_key_of_a_killed_process_is_free_after_a_minute(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock_hands = stopped(monkeypatch)
    post(alice)
    as_if_killed = {"status": None, "body": None, "is_carried_out": False}
    IdempotentRequest.objects.update(running_until=clock.now() + LEASE, **as_if_killed)
    assert (post(alice).status_code, post(alice).json()) == (409, RUNNING)
    clock_hands.move(seconds=61)
    assert post(alice).status_code == 201
    assert (IdempotentRequest.objects.get().attempt, Document.objects.count()) == (2, 2)


def test_an_attempt_that_another_one_followed_can_not_commit(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """It took longer than its lease, and the caller sent the request again."""
    create, hands = actions.create, stopped(monkeypatch)
    answers: list[Any] = []

    def slow(**words: Any) -> Any:
        monkeypatch.setattr(actions, "create", create)
        hands.move(seconds=61)
        other_process = transactions._before_commit.set(None)
        answers.append(post(alice))
        transactions._before_commit.reset(other_process)
        return create(**words)

    monkeypatch.setattr(actions, "create", slow)
    late = post(alice)
    assert (late.status_code, late.json()) == (409, RUNNING)
    assert answers[0].status_code == 201
    assert Document.objects.count() == 1
    assert post(alice).json() == answers[0].json()


def test_no_lock_outlives_a_transaction() -> None:
    """A session's lock is lost, or left behind, where a pooler lends connections by the transaction."""
    names = ("safeclose", "workspace", "documents", "signing", "clickwrap")
    sources = [path.read_text() for name in names for path in (ROOT / name).rglob("*.py")]
    assert not [text for text in sources if re.search(r"pg_(try_)?advisory_lock", text)]


def viewsets(resolver: URLResolver | None = None) -> list[type[ViewSet]]:
    """The viewsets of all routes."""
    found: list[type[ViewSet]] = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found += viewsets(pattern)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
            found.append(pattern.callback.cls)
    return found


def test_every_route_for_signed_in_callers_takes_keys() -> None:
    ours = {viewset for viewset in viewsets() if issubclass(viewset, ViewSet)}
    others = {viewset for viewset in ours if not issubclass(viewset, SignedInViewSet | PublicViewSet)}
    assert others == {ClerkWebhooks, MailReports, TextReports}
