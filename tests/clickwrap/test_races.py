"""What happens at the same moment."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction

from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements.models import Agreement, Publication, Version
from clickwrap.chain import actions
from clickwrap.chain.audit import fault_of
from clickwrap.chain.jobs import seal_all
from clickwrap.chain.models import Block, ChainedAcceptance, UnchainedAcceptance
from tests.clickwrap.asking import accept, published
from tests.people import Caller
from tests.racing import at_once
from tests.thorough import rounds
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("unlimited")

MANY = rounds(6, 20)

COLUMNS = "version, version_hash, publication_id, agreement_id, organization_id, accepted_at, concealed, kept"
COPY = (
    f"INSERT INTO clickwrap_acceptance (id, {COLUMNS})"
    f" SELECT gen_random_uuid(), {COLUMNS} FROM clickwrap_acceptance LIMIT 1"
)
WAITING = """
SELECT count(*) FROM pg_locks waiting JOIN pg_stat_activity USING (pid)
WHERE datname = current_database() AND NOT granted
    AND waiting.locktype IN ('tuple', 'transactionid') AND query ILIKE '%%clickwrap%%'
"""


class Waiting(threading.Thread):
    """Looks again and again whether a transaction waits for another."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.looks, self.seen = 0, 0

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                while not self.ended.wait(0.005):
                    cursor.execute(WAITING)
                    self.seen += cursor.fetchone()[0]
                    self.looks += 1
        finally:
            connection.close()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """The number of waits that were seen, when it has ended."""
    found = Waiting()
    found.start()
    yield found
    found.ended.set()
    found.join()


def test_a_new_text_published_by_many_at_once_is_one_version(owner: Caller) -> None:
    published(owner, "old")
    found = at_once([lambda: published(Caller(owner.person), "new")] * MANY, held=[Agreement])
    assert {(one["version"], one["versionHash"]) for one in found} == {(2, sha256(b"new").hexdigest())}
    assert (Version.objects.count(), Publication.objects.count()) == (2, 2)
    assert Event.objects.filter(type="agreement.published").count() == 2


def test_a_new_agreement_published_by_many_at_once_is_one(owner: Caller) -> None:
    body = {"key": "k", "title": "t", "body": "b"}
    answers = at_once([lambda: Caller(owner.person).post("/api/clickwrap", body)] * MANY)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: MANY - 1}
    assert len({answer.content for answer in answers}) == 1
    assert (Agreement.objects.count(), Version.objects.count(), Publication.objects.count()) == (1, 1, 1)


def test_texts_published_at_once_are_numbered_one_after_another(owner: Caller) -> None:
    published(owner, "first")
    texts = [f"text {number}" for number in range(MANY)]
    found = at_once([lambda text=text: published(Caller(owner.person), text) for text in texts], held=[Agreement])
    assert sorted(one["version"] for one in found) == list(range(2, MANY + 2))
    agreement = Agreement.objects.get()
    last = Publication.objects.latest("id")
    assert (agreement.version, agreement.publication_id) == (last.version.number, last.id)


def test_many_accept_at_once_and_none_waits_for_another(
    owner: Caller, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each client several times, while the owner publishes."""
    clients, times = rounds(10, 50), rounds(12, 40)
    number = clients * times
    monkeypatch.setattr(actions, "MAX_ACCEPTANCES", number // 4)
    texts = ["one", "two"]
    agreement = published(owner, texts[0])

    def client(number: int) -> list[int]:
        return [accept(agreement, subjectRef=f"{number}-{turn}").status_code for turn in range(times)]

    def publisher() -> list[int]:
        for text in [*texts * 10]:
            published(Caller(owner.person), text)
        return []

    found = at_once([*(lambda number=number: client(number) for number in range(clients)), publisher])
    assert Counter(status for statuses in found for status in statuses) == {201: number}
    waiting.ended.set()
    waiting.join()
    assert waiting.looks > 10
    assert waiting.seen == 0
    assert Acceptance.objects.count() == UnchainedAcceptance.objects.count() == number
    assert Event.objects.filter(type="agreement.accepted").count() == number
    assert sorted(at_once([seal_all, seal_all, seal_all]))[-1] > 0
    assert ChainedAcceptance.objects.count() == number
    assert UnchainedAcceptance.objects.count() == 0
    assert list(Block.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert fault_of(owner.organization.pk) is None


@pytest.mark.parametrize("lock", ["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"])
def test_an_acceptance_waits_for_no_lock_on_its_agreement(owner: Caller, lock: str) -> None:
    """Whatever someone does with its row: an acceptance neither waits for it nor leaves a lock on it."""
    agreement = published(owner)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM clickwrap_agreement FOR {lock}")
        cursor.execute(f"SELECT FROM clickwrap_publication FOR {lock}")
        cursor.execute(f"SELECT FROM clickwrap_version FOR {lock}")
        cursor.execute(f"SELECT FROM workspace_organization FOR {lock}")
        assert [answer.status_code for answer in at_once([_hasty(agreement)])] == [201]


def test_a_publication_waits_for_no_acceptance_under_way(owner: Caller) -> None:
    agreement = published(owner, "one")
    begun, end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            columns = (
                "version, version_hash, publication_id, agreement_id, organization_id, accepted_at, concealed, kept"
            )
            cursor.execute(
                f"INSERT INTO clickwrap_acceptance (id, {columns})"
                f" SELECT gen_random_uuid(), {columns} FROM clickwrap_acceptance LIMIT 1"
            )
            begun.set()
            assert end.wait(30)

    def other() -> tuple[int, int]:
        assert begun.wait(30)
        with _impatient():
            version = published(Caller(owner.person), "two")["version"]
            sealed = seal_all()  # without the one that nobody else sees yet
        end.set()
        return version, sealed

    assert accept(agreement).status_code == 201
    assert at_once([slow, other])[1] == (2, 1)
    assert seal_all() == 1, "what was committed late"
    assert fault_of(owner.organization.pk) is None


def test_every_acceptance_is_of_a_version_that_was_current_then(owner: Caller) -> None:
    """Each sees a version that was published no later than it ended, and not replaced before it began."""
    texts = [f"text {number}" for number in range(rounds(8, 12))]
    agreement = published(owner, texts[0])
    one_at_a_time = threading.Lock()
    log: list[tuple[str, str, int]] = []
    clock = [0]

    def tick(kind: str, what: str) -> int:
        with one_at_a_time:
            clock[0] += 1
            log.append((kind, what, clock[0]))
            return clock[0]

    def publisher() -> None:
        for text in texts[1:]:
            digest = sha256(text.encode()).hexdigest()
            tick("begin", digest)
            published(Caller(owner.person), text)
            tick("end", digest)

    def client() -> list[tuple[int, str, int]]:
        found = []
        for _ in range(rounds(8, 15)):
            began = tick("ask", "")
            digest = accept(agreement).json()["versionHash"]
            found.append((began, digest, tick("told", "")))
        return found

    results = at_once([publisher, *[client] * rounds(4, 8)])
    begins = {what: at for kind, what, at in log if kind == "begin"}
    ends = {what: at for kind, what, at in log if kind == "end"}
    order = [sha256(text.encode()).hexdigest() for text in texts]
    after = dict(pairwise(order))
    for began, digest, told in (one for found in results[1:] for one in found):
        assert begins.get(digest, 0) < told
        assert began < ends.get(after.get(digest, ""), clock[0] + 1)


def test_who_saw_an_older_text_never_accepts_the_newer(owner: Caller) -> None:
    for number in range(10):
        agreement = published(owner, f"text {number}")
        seen = agreement["versionHash"]
        _, answer = at_once(
            [
                lambda number=number: published(Caller(owner.person), f"text {number + 1}"),
                lambda agreement=agreement, seen=seen: accept(agreement, versionHash=seen),
            ]
        )
        assert answer.status_code in (201, 409)
        if answer.status_code == 201:
            assert answer.json()["versionHash"] == seen
        else:
            assert answer.json()["error"] == "version_changed"


def _hasty(agreement: dict[str, Any]) -> Any:
    def run() -> Any:
        with _impatient():
            return accept(agreement)

    return run


@contextmanager
def _impatient() -> Iterator[None]:
    """This thread's connection waits for no lock; it goes back into the pool as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")
