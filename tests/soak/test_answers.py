"""Answers that should not have been are found in the journal alone."""

from dataclasses import replace
from typing import Any

import pytest

from tests.soak import checker
from tests.soak.journal import Entry

# A change of the last entry of a kind: the checks that notice it.
ANSWERS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("envelope.send", {"status": 500}, {"statuses"}),
    ("envelope.send", {"status": 400, "told": {"error": "invalid_body"}}, {"statuses"}),
    ("envelope.read", {"status": 404, "allowed": []}, {"statuses"}),
    ("envelope.read", {"status": 404, "allowed": [404]}, set()),
    ("link.sign", {"status": 410, "lost": True}, set()),
    ("link.sign", {"status": 410}, {"statuses"}),
    ("envelope.send", {"status": None}, set()),
    ("envelope.send", {"status": 503}, set()),
    ("package.create", {"status": 409, "told": {"error": "The state forbids it."}}, {"statuses"}),
]


@pytest.mark.parametrize(("kind", "changes", "names"), ANSWERS)
def test_each_unexpected_answer_is_found(kind: str, changes: dict[str, Any], names: set[str]) -> None:
    entry = Entry(kind, "alice", "POST", "/", "key", "", 1, 200, {}, {}, "")
    found = list(checker.answers.statuses([replace(entry, **changes)]))
    assert bool(found) == bool(names)


def test_different_answers_under_one_key_are_found() -> None:
    first = Entry("deal.create", "alice", "POST", "/api/deals", "key", "", 1, 201, {}, {"id": "1"}, "a")
    again = replace(first, attempt=2, replayed=True)
    running = replace(first, status=409, told={"error": "idempotency_in_progress"}, digest="b")
    assert list(checker.answers.retries([running, first, again, replace(first, key="other", digest="c")])) == []
    assert len(list(checker.answers.retries([first, replace(again, digest="b")]))) == 1
    assert len(list(checker.answers.retries([first, replace(again, replayed=False)]))) == 1
    lost = replace(again, status=409, told={"error": "idempotency_answer_lost"}, digest="b")
    assert len(list(checker.answers.retries([first, lost]))) == 1


def test_a_row_that_was_answered_and_is_missing_later_is_found() -> None:
    entry = Entry("queue.list", "sam", "GET", "/v1/signing/signer/signings", "", "", 1, 200)
    before = replace(entry, status=404)
    assert list(checker.answers.seen_once([before, entry])) == []
    assert len(list(checker.answers.seen_once([entry, before]))) == 1
